// Reads request frames into comparable data: info bits, time-to-live, generation, fields by type and operations in
// order. Written from the protocol documents, and on purpose not with Tendril's own codec: this is the judge of it.

const FIELD_NAMES = {
  0: 'namespace',
  1: 'set',
  2: 'key',
  3: 'recordVersion',
  4: 'digest',
  5: 'mrtId',
  6: 'mrtDeadline',
  7: 'trid',
  9: 'socketTimeout',
  10: 'recordsPerSecond',
  11: 'partitions',
  12: 'digests',
  13: 'maxRecords',
  15: 'indexValues',
  21: 'indexName',
  22: 'indexRange',
  23: 'indexContext',
  24: 'indexExpression',
  26: 'indexType',
  30: 'udfFile',
  31: 'udfFunction',
  32: 'udfArguments',
  33: 'udfKind',
  41: 'batchIndex',
  43: 'filterExpression',
};

/** What clients ask for on their own while tending: no part of a step. */
const TEND_COMMANDS =
  /^(node|build|features|cluster-name|partition-generation|rebalance-generation|peers-generation|rack-ids|racks:.*|replicas(:.*)?|peers-.*|service-.*|user-agent-set:.*|partitions)$/;

const ROW_HEAD_BYTES = 25;
const REPEAT = 0x01;
/** Bytes of each part that a row has by its flags: info, generation, time-to-live, info4. */
const ROW_PARTS = { 2: 3, 4: 2, 8: 4, 16: 1 };

/** The rows of a batch, each with all that it asks for: one that is as the row before it says no more than that. */
function expandRows(field) {
  let expanded = field.toString('hex', 0, 5);
  let asked;
  let at = 5;
  for (let left = field.readUInt32BE(0); left > 0; left -= 1) {
    const flags = field[at + ROW_HEAD_BYTES - 1];
    expanded += field.toString('hex', at, at + ROW_HEAD_BYTES - 1);
    at += ROW_HEAD_BYTES;
    if ((flags & REPEAT) === 0) {
      const start = at - 1;
      for (const [flag, bytes] of Object.entries(ROW_PARTS)) if (flags & flag) at += bytes;
      const parts = field.readUInt16BE(at) + field.readUInt16BE(at + 2);
      at += 4;
      for (let part = 0; part < parts; part += 1) at += 4 + field.readUInt32BE(at);
      asked = field.toString('hex', start, at);
    }
    expanded += asked;
  }
  return expanded + field.toString('hex', at);
}

function readField(type, value) {
  // A job has a number of its own each time.
  if (type === 7) return 'any';
  return type === 41 ? expandRows(value) : value.toString('hex');
}

function decodeMessage(body) {
  const message = {
    type: 'message',
    info: [1, 2, 3, 4].map((at) => body[at].toString(16).padStart(2, '0')).join(' '),
    generation: body.readUInt32BE(6),
    ttl: body.readInt32BE(10),
    timeoutMs: body.readUInt32BE(14),
    fields: {},
    ops: [],
  };
  let at = body[0];
  for (let left = body.readUInt16BE(18); left > 0; left -= 1) {
    const size = body.readUInt32BE(at);
    const type = body[at + 4];
    message.fields[FIELD_NAMES[type] ?? type] = readField(type, body.subarray(at + 5, at + 4 + size));
    at += 4 + size;
  }
  for (let left = body.readUInt16BE(20); left > 0; left -= 1) {
    const size = body.readUInt32BE(at);
    const nameEnd = at + 8 + body[at + 7];
    message.ops.push({
      op: body[at + 4],
      particle: body[at + 5],
      bin: body.toString('utf8', at + 8, nameEnd),
      value: body.toString('hex', nameEnd, at + 4 + size),
    });
    at += 4 + size;
  }
  message.trailingBytes = body.length - at;
  return message;
}

/** Comparable data for one request frame, or undefined for a frame that belongs to tending. */
export function decodeRequest(whole) {
  const type = whole[1];
  const body = whole.subarray(8);
  if (type === 3) return decodeMessage(body);
  if (type === 4) return { type: 'compressed' };
  if (type !== 1) return { type };
  const commands = body
    .toString('latin1')
    .split('\n')
    .filter((command) => command !== '');
  return commands.length > 0 && commands.every((command) => TEND_COMMANDS.test(command))
    ? undefined
    : { type: 'info', commands };
}

/** What is asked again until the answer is the wanted one counts once; the number of a job is another each time. */
const POLLED = /^(sindex\/|udf-list|query-show:)/;

export function decodeRequests(frames) {
  const asked = new Set();
  return frames.map(decodeRequest).filter((request) => {
    if (request === undefined) return false;
    if (request.type !== 'info' || !request.commands.every((command) => POLLED.test(command))) return true;
    request.commands = request.commands.map((command) => command.replace(/\bid=\d+/, 'id=any'));
    const text = request.commands.join('\n');
    return !asked.has(text) && asked.add(text);
  });
}
