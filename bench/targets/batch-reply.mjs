// The reply to a batch: for each row the prepared reply to a command of its kind with the row's index, and the end, all
// in one piece of memory. docs/protocol/batch.md has the layouts.

const PROTO_HEADER = 8;
const HEADER = 22;
const INDEX_AT = 14;
const INFO3_AT = 3;
const LAST = 1;
const INFO2_WRITE = 1;
const DIGEST_BYTES = 20;
const ROW = { REPEAT: 0x01, GENERATION: 0x04, TTL: 0x08, INFO4: 0x10 };
/** In front of the rows: headers, size and type of the field; then come the number of rows and the flags. */
const ROWS_AT = PROTO_HEADER + HEADER + 5;

function frameHeader(target, at, bodyBytes) {
  target.writeUInt16BE(0x0203, at);
  target.writeUInt16BE(0, at + 2);
  target.writeUInt32BE(bodyBytes, at + 4);
}

/** Skips fields and operations, which begin with their sizes. */
function skip(buffer, start, count) {
  let at = start;
  for (let i = 0; i < count; i++) at += 4 + buffer.readUInt32BE(at);
  return at;
}

/** A function from the frame at `at` in a buffer to its reply. */
export function batchReply(getReply, putReply) {
  const bodies = [getReply.subarray(PROTO_HEADER), putReply.subarray(PROTO_HEADER)];
  const last = Buffer.alloc(PROTO_HEADER + HEADER);
  frameHeader(last, 0, HEADER);
  last[PROTO_HEADER] = HEADER;
  last[PROTO_HEADER + INFO3_AT] = LAST;

  return (buffer, start) => {
    let at = start + ROWS_AT;
    const rows = buffer.readUInt32BE(at);
    at += 5;
    const reply = Buffer.allocUnsafe(2 * PROTO_HEADER + HEADER + rows * Math.max(bodies[0].length, bodies[1].length));
    let to = PROTO_HEADER;
    let body = bodies[0];
    for (let i = 0; i < rows; i++) {
      const index = buffer.readUInt32BE(at);
      at += 4 + DIGEST_BYTES;
      const flags = buffer[at++];
      if ((flags & ROW.REPEAT) === 0) {
        body = bodies[buffer[at + 1] & INFO2_WRITE];
        at += 3 + (flags & ROW.INFO4 ? 1 : 0) + (flags & ROW.GENERATION ? 2 : 0) + (flags & ROW.TTL ? 4 : 0);
        at = skip(buffer, at + 4, buffer.readUInt16BE(at) + buffer.readUInt16BE(at + 2));
      }
      body.copy(reply, to);
      reply.writeUInt32BE(index, to + INDEX_AT);
      to += body.length;
    }
    frameHeader(reply, 0, to - PROTO_HEADER);
    last.copy(reply, to);
    return reply.subarray(0, to + last.length);
  };
}
