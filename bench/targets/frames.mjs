// The prepared frames of a workload: the requests that the floor sends and the replies that the responder sends.
import { createRequire } from 'node:module';
import { TENDRIL_WIRE } from '../lib/paths.mjs';
import { NAMESPACE, recordShape, SET, userKey } from '../lib/records.mjs';

const wire = createRequire(import.meta.url)(TENDRIL_WIRE);
const { FIELD, INFO1, INFO2, OP, Writer } = wire;

const SOCKET_TIMEOUT_MS = 1000;

const FLAGS = {
  get: { info1: INFO1.READ | INFO1.GET_ALL, info2: 0 },
  put: { info1: 0, info2: INFO2.WRITE },
  remove: { info1: 0, info2: INFO2.WRITE | INFO2.DELETE },
};

/** A request for the first key of the record: `get`, `put` or `remove`. */
export function requestFrame(op, recordName) {
  const shape = recordShape(recordName);
  const { info1, info2 } = FLAGS[op];
  const w = new Writer();
  const at = wire.beginMessage(w, info1, info2, 0, 0, 0, SOCKET_TIMEOUT_MS);
  wire.writeTextField(w, FIELD.NAMESPACE, NAMESPACE);
  wire.writeTextField(w, FIELD.SET, SET);
  wire.writeBytesField(w, FIELD.DIGEST, wire.digestOf(SET, userKey(shape.name, 0)));
  const bins = op === 'put' ? Object.entries(shape.bins) : [];
  for (const [name, value] of bins) wire.writeValueOp(w, OP.WRITE, name, value);
  wire.endMessage(w, at, 3, bins.length);
  return w.take();
}

/** The reply to a get of the record. */
export function recordReply(recordName) {
  const w = new Writer();
  const at = wire.beginMessage(w, 0, 0, 0, 1, 0, 0);
  const bins = Object.entries(recordShape(recordName).bins);
  for (const [name, value] of bins) wire.writeValueOp(w, OP.READ, name, value);
  wire.endMessage(w, at, 0, bins.length);
  return w.take();
}

/** The reply to a put. */
export function writeReply() {
  const w = new Writer();
  wire.endMessage(w, wire.beginMessage(w, 0, 0, 0, 1, 0, 0), 0, 0);
  return w.take();
}

export function infoReply(text) {
  const body = Buffer.from(text, 'latin1');
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt16BE(0x0201, 0);
  frame.writeUInt32BE(body.length, 4);
  body.copy(frame, 8);
  return frame;
}
