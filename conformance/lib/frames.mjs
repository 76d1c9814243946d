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
    // A job has a number of its own each time.
    message.fields[FIELD_NAMES[type] ?? type] = type === 7 ? 'any' : body.toString('hex', at + 5, at + 4 + size);
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
