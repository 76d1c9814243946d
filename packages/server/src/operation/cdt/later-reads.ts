// What server 8.2 adds to the operations that read a collection (docs/protocol/server-8.2.md, "Lists, blobs and paths"):
// the texts of a list joined to one, and the size of whatever collection it is.

import { ElementReader, KIND, LIST_OP, PARTICLE, packStringHeader, Writer } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { malformed } from '../malformed.ts';
import { checkResult } from '../strings/result-size.ts';
import { readCollection } from './apply.ts';
import type { Collection } from './collection.ts';
import { requireFamily } from './context.ts';
import { cdtError, intElement } from './elements.ts';
import type { CdtOperation } from './operation.ts';

/** Of lists and of maps. */
const SIZE = 0xfd;

const scratch = new Writer(1024);

/** @throws ParticleError with the server's result code. */
export function readOrJoin(collection: Collection | undefined, op: CdtOperation): Buffer | undefined {
  if (op.code === SIZE) {
    op.requireCount(0, 0);
    if (collection === undefined) throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'What has a size is a list or map');
    return intElement(collection.kind === 'list' ? collection.items.length : collection.keys.length);
  }
  const known = requireFamily(collection, op);
  return op.code === LIST_OP.STRING_LIST_JOIN && known.kind === 'list'
    ? joined(known.items, op)
    : readCollection(known, op);
}

function joined(items: readonly Buffer[], op: CdtOperation): Buffer {
  op.requireCount(0, 1);
  const separator = op.has(0) ? textIn(op.raw(0)) : undefined;
  const texts = items.map(textIn);
  const between = (separator?.length ?? 0) * Math.max(texts.length - 1, 0);
  const length = texts.reduce((sum, text) => sum + text.length, between);
  checkResult(length);
  op.meter.spend(texts.length, length);
  scratch.reset();
  packStringHeader(scratch, length + 1);
  scratch.u8(PARTICLE.STRING);
  for (const [i, text] of texts.entries()) {
    if (i > 0 && separator !== undefined) scratch.bytes(separator);
    scratch.bytes(text);
  }
  return scratch.take();
}

/** @throws ParticleError with result code 4 for what is no text */
function textIn(element: Buffer): Buffer {
  const r = new ElementReader(element, 0, element.length);
  const isText = r.next() === KIND.STR && r.payloadBytes > 0 && element[r.payloadAt] === PARTICLE.STRING;
  if (!isText) throw malformed('only strings are joined');
  return element.subarray(r.payloadAt + 1, r.payloadAt + r.payloadBytes);
}
