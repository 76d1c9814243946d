// Builds request frames byte by byte and reads reply frames, so that a server can be asked things no client would
// ask. Written from the protocol documents, independent of Tendril's codec. Frame: 8-byte header (version, type,
// 48-bit length), data message: 22-byte header, fields, operations.
import { createHash } from 'node:crypto';
import net from 'node:net';
import { Frames, frame } from './recording-proxy.mjs';

const MESSAGE_HEADER_BYTES = 22;
const EPOCH_SECONDS = 1262304000;
const GEOJSON = 23;
const ANSWER_LIMIT_MS = 2500;

export const utf8 = (text) => Buffer.from(text, 'utf8');
export const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');

export function i64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(number));
  return bytes;
}

export function f64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return bytes;
}

export const digestOf = (name) => createHash('sha1').update(name).digest();

export function field(type, data) {
  const bytes = Buffer.alloc(5 + data.length);
  bytes.writeUInt32BE(1 + data.length, 0);
  bytes[4] = type;
  data.copy(bytes, 5);
  return bytes;
}

export function op(code, particle, name, value = Buffer.alloc(0)) {
  const nameBytes = Buffer.isBuffer(name) ? name : utf8(name);
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(4 + nameBytes.length + value.length, 0);
  bytes[4] = code;
  bytes[5] = particle;
  bytes[7] = nameBytes.length;
  return Buffer.concat([bytes, nameBytes, value]);
}

/** A data message body; `fieldCount`, `opCount` and `headerBytes` may be made to lie. */
export function body({
  info1 = 0,
  info2 = 0,
  info3 = 0,
  info4 = 0,
  generation = 0,
  ttl = 0,
  timeoutMs = 1000,
  fields = [],
  ops = [],
  fieldCount = fields.length,
  opCount = ops.length,
  headerBytes = MESSAGE_HEADER_BYTES,
}) {
  const header = Buffer.alloc(MESSAGE_HEADER_BYTES);
  header[0] = headerBytes;
  header[1] = info1;
  header[2] = info2;
  header[3] = info3;
  header[4] = info4;
  header.writeUInt32BE(generation >>> 0, 6);
  header.writeUInt32BE(ttl >>> 0, 10);
  header.writeUInt32BE(timeoutMs, 14);
  header.writeUInt16BE(fieldCount, 18);
  header.writeUInt16BE(opCount, 20);
  return Buffer.concat([header, ...fields, ...ops]);
}

export const message = (parts) => frame(3, body(parts));
export const info = (text) => frame(1, utf8(text));

const lifeOf = (voidTime) => {
  if (voidTime === 0) return 0;
  const left = voidTime + EPOCH_SECONDS - Math.floor(Date.now() / 1000);
  return `about ${Math.round(left / 10) * 10} s`;
};

function readMessage(bytes) {
  const answer = { result: bytes[5], generation: bytes.readUInt32BE(6) };
  const life = lifeOf(bytes.readUInt32BE(10));
  const bits = bytes.toString('hex', 1, 5);
  const fields = {};
  const ops = [];
  if (life !== 0) answer.life = life;
  // The real server leaves these as they were in its memory when it could not read the request.
  if (bits !== '00000000' && answer.result !== 4) answer.info = bits;
  let at = MESSAGE_HEADER_BYTES;
  for (let left = bytes.readUInt16BE(18); left > 0; left -= 1) {
    const size = bytes.readUInt32BE(at);
    fields[bytes[at + 4]] = bytes.toString('hex', at + 5, at + 4 + size);
    at += 4 + size;
  }
  for (let left = bytes.readUInt16BE(20); left > 0; left -= 1) {
    const size = bytes.readUInt32BE(at);
    const nameEnd = at + 8 + bytes[at + 7];
    const value = bytes.subarray(nameEnd, at + 4 + size);
    ops.push(
      `op ${bytes[at + 4]} particle ${bytes[at + 5]} ${JSON.stringify(bytes.toString('latin1', at + 8, nameEnd))} ${bytes[at + 5] === GEOJSON ? geoText(value) : shortHex(value)}`,
    );
    at += 4 + size;
  }
  if (Object.keys(fields).length > 0) answer.fields = fields;
  if (ops.length > 0) answer.ops = ops;
  if (at !== bytes.length) answer.trailing = bytes.length - at;
  return answer;
}

// Index cells are the server's own business: only the text after them is compared.
const geoText = (value) => `text ${value.toString('latin1', 3 + 8 * value.readUInt16BE(1))}`;

const shortHex = (bytes) =>
  bytes.length <= 256
    ? bytes.toString('hex')
    : `${bytes.length} bytes, sha1 ${createHash('sha1').update(bytes).digest('hex')}`;

/** A reply frame as comparable data. */
function readReply(whole) {
  const type = whole[1];
  if (type === 3) return readMessage(whole.subarray(8));
  if (type === 1) return { info: whole.toString('latin1', 8) };
  return { type, body: shortHex(whole.subarray(8)) };
}

/**
 * Sends each request on one connection, waiting for the answer before the next; a request may also be
 * `{ together: [...] }`, sent in one write, with one answer expected for each.
 * @returns {Promise<object[]>} answers; 'closed' or 'silence' ends the list
 */
export function converse({ host, port }, requests) {
  return new Promise((resolve, reject) => {
    const answers = [];
    const socket = net.connect(port, host);
    let expected = 0;
    let next = 0;
    let limit;
    const finish = (last) => {
      clearTimeout(limit);
      if (last !== undefined) answers.push(last);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      resolve(answers);
    };
    const proceed = () => {
      clearTimeout(limit);
      if (next === requests.length) return finish();
      const request = requests[next];
      next += 1;
      expected += request.together?.length ?? 1;
      limit = setTimeout(finish, ANSWER_LIMIT_MS, 'silence');
      socket.write(request.together === undefined ? request : Buffer.concat(request.together));
      return undefined;
    };
    const frames = new Frames((whole) => {
      answers.push(readReply(whole));
      if (answers.length === expected) proceed();
    });
    socket.on('connect', proceed);
    socket.on('data', (chunk) => frames.push(chunk));
    socket.on('close', () => finish('closed'));
    socket.on('error', (error) => (error.code === 'ECONNREFUSED' ? reject(error) : undefined));
  });
}
