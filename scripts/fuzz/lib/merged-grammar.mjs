// Requests of several commands in one, and replies to them as a server might send them, and as none should: rows in any
// order, without an end, of others. docs/protocol/batch.md has the layouts.
import { mutateBytes, noise, pick } from './mutate.mjs';
import { bins, idOp, message } from './reply-grammar.mjs';
import { frame } from './scripted-node.mjs';

const MESSAGE = 3;
const PROTO = 8;
const INDEX_AT = 14;
const INFO3_AT = 3;
const CODE_AT = 5;
const LAST = 1;
const BATCH_FIELD = 41;
const FIELDS_AT = PROTO + 22;
const ROW = { REPEAT: 0x01, GENERATION: 0x04, TTL: 0x08, INFO4: 0x10 };

/** The rows of a request, `[index, digest]` each; undefined for one on a single record. */
export function rowsOf(request) {
  if (request[FIELDS_AT + 4] !== BATCH_FIELD) return undefined;
  const rows = [];
  let at = FIELDS_AT + 5;
  const count = request.readUInt32BE(at);
  at += 5;
  while (rows.length < count) {
    rows.push({ index: request.readUInt32BE(at), digest: request.toString('hex', at + 4, at + 24) });
    const flags = request[at + 24];
    at += 25;
    if ((flags & ROW.REPEAT) !== 0) continue;
    at += 3 + (flags & ROW.INFO4 ? 1 : 0) + (flags & ROW.GENERATION ? 2 : 0) + (flags & ROW.TTL ? 4 : 0);
    for (let left = request.readUInt16BE(at) + request.readUInt16BE(at + 2), next = at + 4; ; left--) {
      at = next;
      if (left === 0) break;
      next += 4 + request.readUInt32BE(at);
    }
  }
  return rows;
}

/** A message as a row: without the frame's header, with its index. */
function row(index, whole) {
  const bytes = Buffer.from(whole.subarray(PROTO));
  if (bytes.length >= INDEX_AT + 4) bytes.writeUInt32BE(index >>> 0, INDEX_AT);
  return bytes;
}

export function plainRow({ index, digest }) {
  return row(index, message({ ops: [idOp(digest)] }));
}

/**
 * What becomes of a row: the bytes that stand in its place, how often the row is answered in them (0, 1, 2; of `bytes`
 * nobody knows), and its code.
 */
export function treatedRow(random, how, asked) {
  const { index, digest } = asked;
  const plain = plainRow(asked);
  switch (how) {
    case 'missing':
      return { bytes: Buffer.alloc(0), answers: 0 };
    case 'twice':
      return { bytes: Buffer.concat([plain, plain]), answers: 2 };
    case 'unasked': {
      const other = pick(random, [0, index + 129 + random.below(1000), 0xffff_ffff, 0x8000_0000, index - 129]);
      return { bytes: Buffer.concat([plain, row(other, message({ ops: [idOp(digest)] }))]), answers: 1 };
    }
    case 'code': {
      const code = random.below(256);
      return { bytes: row(index, message({ result: code })), answers: 1, code };
    }
    case 'generation': {
      const given = { generation: random.below(2 ** 32), voidTime: random.below(2 ** 32) };
      return { bytes: row(index, message({ ...given, ops: [idOp(digest)] })), answers: 1 };
    }
    case 'bins':
      return { bytes: row(index, message({ ops: [idOp(digest), ...bins(random)] })), answers: 1 };
    case 'too big': {
      const given = random.below(2) === 0 ? { nOps: 2 + random.below(65_534) } : { nFields: 1 + random.below(65_535) };
      return { bytes: row(index, message({ ops: [idOp(digest)], ...given })), answers: 1 };
    }
    case 'cut':
      return { bytes: plain.subarray(0, random.below(plain.length)), answers: 0 };
    case 'bytes': {
      const changed = mutateBytes(random, plain);
      if (changed.length >= INDEX_AT + 4) changed.writeUInt32BE(index, INDEX_AT);
      return { bytes: changed, answers: 1 };
    }
    case 'noise':
      return { bytes: noise(random, 1 + random.below(64)), answers: 0 };
    default:
      return { bytes: plain, answers: 1 };
  }
}

export function last(code = 0) {
  const bytes = Buffer.alloc(22);
  bytes[0] = 22;
  bytes[INFO3_AT] = LAST;
  bytes[CODE_AT] = code;
  return bytes;
}

/** The frames of a reply: `size` rows in each, the end by itself, with the last rows, before all of them, or nowhere. */
export function replyFrames(rows, { size, end, code }) {
  const frames = [];
  for (let at = 0; at < rows.length; at += size) frames.push(rows.slice(at, at + size));
  const ending = [last(code)];
  if (end === 'apart') frames.push(ending);
  else if (end === 'twice') frames.push(ending, ending);
  else if (end === 'first') frames.unshift(ending);
  else if (end === 'followed') frames.push([...ending, ...(rows.at(-1) === undefined ? ending : [rows.at(-1)])]);
  else if (end === 'with rows') frames.push([...(frames.pop() ?? []), ...ending]);
  return frames.map((some) => frame(MESSAGE, Buffer.concat(some)));
}
