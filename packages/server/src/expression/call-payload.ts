// The payload of a call: that of the operation, in which a parameter that is a list is an expression to compute, and
// everything else stands for itself. What it means is found out when the operation is carried out.
//
//   payload := [code, p...] | [0xff, context, [code, p...]] | [0xfe, path, flags, [expression]]

import { CDT_FORM, type ElementReader, KIND, type Kind, MSGPACK, PARTICLE, SPECIAL, SPECIAL_EXT } from 'tendril/wire';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { PayloadPart } from './call.ts';
import type { Node } from './node.ts';

/** Parts that a payload has at most: parameters that are computed, and what stands between them. */
const MAX_PARTS = 18;

/** Reads the payload at the cursor; `builder` builds the expression there. */
export function parseCallPayload(r: ElementReader, builder: { build(): Node }): PayloadPart[] {
  const start = r.pos;
  let count = listCount(r);
  let code = callCode(r);
  if (code === CDT_FORM.PATH) {
    skipPath(r, count);
    return [r.buffer.subarray(start, r.pos)];
  }
  if (code === CDT_FORM.CONTEXT) {
    if (count !== 3) throw malformedCall('context and operation are expected');
    r.skip();
    count = listCount(r);
    code = callCode(r);
  }
  const parts: PayloadPart[] = [];
  let partAt = start;
  for (let i = 1; i < count; i++) {
    const at = r.pos;
    const kind = r.next();
    if (kind !== KIND.LIST) {
      checkConstant(r, kind, at, parts.length > 0);
      r.pos = at;
      r.skip();
      continue;
    }
    r.pos = at;
    if (at > partAt) parts.push(r.buffer.subarray(partAt, at));
    parts.push(builder.build());
    partAt = r.pos;
  }
  if (r.pos > partAt) parts.push(r.buffer.subarray(partAt, r.pos));
  if (parts.length > MAX_PARTS) throw malformedCall(`it has more than ${MAX_PARTS} parts`);
  return parts;
}

/** Behind the first parameter that is computed, the server takes the others for constants of an expression. */
function checkConstant(r: ElementReader, kind: Kind, at: number, isBehindComputed: boolean): void {
  if (kind === KIND.EXT && r.buffer[at] === MSGPACK.FIXEXT1 && !isSpecial(r))
    throw malformedCall('a parameter is an unknown extension');
  if (kind !== KIND.STR || !isBehindComputed) return;
  const type = r.payloadBytes === 0 ? undefined : r.buffer[r.payloadAt];
  if (type === undefined || !CONSTANT_TYPES.has(type)) throw malformedCall(`a constant has particle type ${type}`);
}

/** Wildcard or infinity. */
export function isSpecial(r: ElementReader): boolean {
  const value = r.buffer[r.payloadAt];
  return r.extType === SPECIAL_EXT && (value === SPECIAL.WILDCARD || value === SPECIAL.INFINITY);
}

const CONSTANT_TYPES: ReadonlySet<number> = new Set([PARTICLE.STRING, PARTICLE.BLOB, PARTICLE.HLL, PARTICLE.GEOJSON]);

/** A path with its filters is checked when it is walked. */
function skipPath(r: ElementReader, count: number): void {
  if (count < 3 || count > 4) throw malformedCall('path and flags are expected');
  const at = r.pos;
  if (r.next() !== KIND.LIST) throw malformedCall('a path is a list');
  r.pos = at;
  r.skip();
  if (r.next() !== KIND.INT) throw malformedCall('the flags of a path are an integer');
  if (count === 4) r.skip();
}

function listCount(r: ElementReader): number {
  if (r.next() !== KIND.LIST || r.count === 0) throw malformedCall('a list with a code is expected');
  return r.count;
}

function callCode(r: ElementReader): number {
  if (r.next() !== KIND.INT) throw malformedCall('a code is an integer');
  return r.negative ? -1 : r.low;
}

function malformedCall(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Malformed call: ${reason}`);
}
