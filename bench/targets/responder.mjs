// A node that costs as little as it can, so that the client is what is measured: it finds the frames in what arrives,
// looks at one flag of each, and answers all that one read brought with one write of prepared bytes, or, as a real
// server does, each request with a write of its own. No record is looked up and nothing is decoded; every get is
// answered with the workload's record. Of a batch it looks at each row, and answers all of them with one write.
import net from 'node:net';
import { batchReply } from './batch-reply.mjs';
import { infoReply, recordReply, writeReply } from './frames.mjs';
import { infoResponder } from './responder-info.mjs';

const INFO = 1;
const INFO1_BATCH = 8;
const INFO2_WRITE = 1;
const PROTO_HEADER = 8;
/** Bytes of a frame that tell what it is: up to its info2 flags. */
const PREFIX = 11;
const INFO1_AT = 9;
const INFO2_AT = 10;
/** Replies go out in runs of this many bytes at most. */
const RUN_BYTES = 64 * 1024;
const GET = 0;
const PUT = 1;

const job = JSON.parse(process.argv[2]);

/** A reply repeated, so that a run of equal replies is one piece of memory; or not, to send each by itself. */
function repeated(reply) {
  const times = job.replies === 'each' ? 1 : Math.max(1, Math.floor(RUN_BYTES / reply.length));
  return { bytes: Buffer.concat(new Array(times).fill(reply)), each: reply.length, times };
}

const answerBatch = batchReply(recordReply(job.record), writeReply());
const replies = [repeated(recordReply(job.record)), repeated(writeReply())];
let info;

class Peer {
  #socket;
  #carry;
  #skip = 0;
  #skipped = GET;
  #kind = GET;
  #run = 0;

  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', () => socket.destroy());
  }

  #onData(chunk) {
    let buffer = chunk;
    let at = 0;
    if (this.#skip > 0) {
      at = Math.min(this.#skip, chunk.length);
      this.#skip -= at;
      if (this.#skip > 0) return;
      this.#count(this.#skipped);
    } else if (this.#carry !== undefined) {
      buffer = Buffer.concat([this.#carry, chunk]);
      this.#carry = undefined;
    }
    const end = buffer.length;
    while (end - at >= PREFIX) {
      const next = at + PROTO_HEADER + buffer.readUInt32BE(at + 4);
      if (buffer[at + 1] === INFO) {
        if (next > end) break;
        this.#flush();
        this.#socket.write(infoReply(info(buffer.toString('latin1', at + PROTO_HEADER, next))));
      } else if (buffer[at + INFO1_AT] & INFO1_BATCH) {
        if (next > end) break;
        this.#flush();
        this.#socket.write(answerBatch(buffer, at));
      } else {
        const kind = buffer[at + INFO2_AT] & INFO2_WRITE ? PUT : GET;
        if (next > end) {
          this.#skip = next - end;
          this.#skipped = kind;
          at = end;
          break;
        }
        this.#count(kind);
      }
      at = next;
    }
    if (at < end) this.#carry = Buffer.from(buffer.subarray(at));
    this.#flush();
  }

  #count(kind) {
    if (kind !== this.#kind) this.#flush();
    this.#kind = kind;
    this.#run++;
  }

  #flush() {
    const { bytes, each, times } = replies[this.#kind];
    while (this.#run > 0) {
      const count = Math.min(this.#run, times);
      this.#socket.write(count === times ? bytes : bytes.subarray(0, count * each));
      this.#run -= count;
    }
  }
}

const server = net.createServer((socket) => new Peer(socket));
server.listen({ host: '127.0.0.1', port: 0, backlog: 2048 }, () => {
  process.send({ type: 'listening', port: server.address().port });
});
process.on('message', ({ index, ports }) => {
  info = infoResponder(index, ports);
  process.send({ type: 'ready' });
});
process.on('disconnect', () => process.exit(0));
