// What a frame costs that is compressed, and one that is taken out again: no server without an Enterprise licence takes
// such frames, so a whole command cannot be measured. Level 1, as the C client; bytes are as random as they get.
import { randomBytes } from 'node:crypto';
import { finish, internal, measureGroup } from './measure.mjs';

const { compressFrame, decompressBody } = internal('wire/compression.js');
const { beginFrame, endFrame } = internal('wire/proto.js');
const { Writer } = internal('wire/writer.js');
const { PROTO_TYPE, PROTO_HEADER_BYTES } = internal('wire/codes/message.js');

const sentences = (bytes) =>
  'The quick brown fox jumps over the lazy dog. '.repeat(Math.ceil(bytes / 45)).slice(0, bytes);
const profiles = (bytes) => {
  const users = Array.from({ length: Math.ceil(bytes / 60) }, (_, i) => ({
    id: i * 7919,
    name: `user ${i}`,
    score: i / 3,
  }));
  return JSON.stringify(users).slice(0, bytes);
};
const bodies = {
  '200 B of text': Buffer.from(sentences(200)),
  '1 KB of JSON': Buffer.from(profiles(1000)),
  '10 KB of JSON': Buffer.from(profiles(10_000)),
  '10 KB of random bytes': randomBytes(10_000),
  '100 KB of JSON': Buffer.from(profiles(100_000)),
};

const cases = {};
for (const [name, body] of Object.entries(bodies)) {
  const w = new Writer();
  const write = () => {
    w.pos = 0;
    beginFrame(w, PROTO_TYPE.MESSAGE);
    w.bytes(body);
    endFrame(w, 0);
  };
  write();
  compressFrame(w, 0);
  const compressed = Buffer.from(w.buffer.subarray(PROTO_HEADER_BYTES, w.pos));
  Object.assign(cases, {
    [`write ${name}`]: write,
    [`write and compress ${name}, to ${Math.round((100 * compressed.length) / body.length)} %`]: () => {
      write();
      compressFrame(w, 0);
    },
    [`decompress ${name}`]: () => decompressBody(compressed, 0, compressed.length),
  });
}
await measureGroup(cases, { batch: 8 });
finish();
