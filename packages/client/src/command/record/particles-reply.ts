// A single-record reply with its bins as the particles that are stored, for programs that pass values on unchanged.
// Not on the hot path: it is read by way of a message object.

import { Particle } from '../../model/particle.ts';
import { decodeMessage } from '../../wire/message.ts';
import { setOwn } from '../../wire/msgpack/unpack.ts';
import { replyTtl } from './record-reply.ts';

export interface ParticlesReply {
  readonly bins: { [name: string]: Particle };
  /** Remaining seconds; -1 for a record that never expires. */
  readonly ttl: number;
  readonly gen: number;
}

export function readParticlesReply(buffer: Buffer, start: number, end: number): ParticlesReply {
  const { ops, generation } = decodeMessage(buffer, start, end);
  const bins: { [name: string]: Particle } = {};
  // Copied: the buffer is read into again.
  for (const { name, particleType, value } of ops) setOwn(bins, name, new Particle(particleType, Buffer.from(value)));
  return { bins, ttl: replyTtl(buffer, start), gen: generation };
}
