// Whole frames: encoding get and put, decoding a record reply.
import { finish, internal, measureGroup } from './measure.mjs';
import { RECORDS } from './samples.mjs';

const { GET } = internal('command/record/get.js');
const { PUT } = internal('command/record/put.js');
const { POLICY_DEFAULTS } = internal('model/policies/resolve.js');
const { OP } = internal('wire/codes/ops.js');
const { digestOf } = internal('wire/digest.js');
const { beginMessage, endMessage, writeValueOp } = internal('wire/message.js');
const { Writer } = internal('wire/writer.js');

const key = { ns: 'test', set: 'bench', userKey: 'user:123', digest: digestOf('bench', 'user:123') };
const PROTO_HEADER = 8;

function encoding(command, args, policy) {
  const w = new Writer();
  const call = { ...key, args, policy, ownsReply: false };
  return () => {
    w.pos = 0;
    command.encode(w, call);
    return w.pos;
  };
}

function decoding(bins) {
  const w = new Writer();
  const at = beginMessage(w, 0, 0, 0, 1, 0, 0);
  for (const [name, value] of Object.entries(bins)) writeValueOp(w, OP.READ, name, value);
  endMessage(w, at, 0, Object.keys(bins).length);
  const frame = w.take();
  const call = { ...key, args: undefined, policy: POLICY_DEFAULTS.read, ownsReply: false };
  return () => GET.decode(frame, PROTO_HEADER, frame.length, call);
}

const cases = { 'encode get': encoding(GET, undefined, POLICY_DEFAULTS.read) };
for (const [name, bins] of Object.entries(RECORDS)) {
  cases[`encode put, ${name}`] = encoding(PUT, { bins, ttl: 0, gen: 0 }, POLICY_DEFAULTS.write);
  cases[`decode record, ${name}`] = decoding(bins);
}
await measureGroup(cases, { batch: 256 });
finish();
