// One connection to a server on which cases run: the record is written, the operations are applied, everything is read
// back. Requests go out many at a time and answers come in order.
import net from 'node:net';
import { digestOf, field, message, op, utf8 } from '../lib/raw.mjs';
import { Frames } from '../lib/recording-proxy.mjs';
import { OP } from './operations.mjs';

const FIELD = { NAMESPACE: 0, SET: 1, KEY: 2, DIGEST: 4, FILTER: 43 };
const INFO1 = { READ: 1, GET_ALL: 2 };
const INFO2 = { WRITE: 1, DELETE: 2, RESPOND_ALL: 0x80 };
const READS = new Set([1, OP.CDT_READ, OP.EXP_READ, OP.BITS_READ, OP.HLL_READ]);
const HEADER_BYTES = 8;
const ANSWER_LIMIT_MS = 60_000;

export class Server {
  #socket;
  #expected = [];
  #answers = [];
  #limit;

  /** @param {string} address `host:port` */
  static connect(address) {
    const [host, port] = address.split(':');
    return new Promise((resolve, reject) => {
      const socket = net.connect(Number(port), host, () => resolve(new Server(socket, address)));
      socket.once('error', reject);
    });
  }

  constructor(socket, address) {
    this.#socket = socket;
    socket.setNoDelay(true);
    const frames = new Frames((whole) => this.#receive(whole));
    socket.on('data', (chunk) => frames.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.#fail(new Error(`${address} closed the connection`)));
    this.address = address;
  }

  /** Runs all of them, and gives what became of each as text that can be compared. */
  async run(cases) {
    const requests = cases.flatMap((one, i) => requestsOf(one, `differential ${i}`));
    const answers = await this.#exchange(requests);
    let at = 0;
    return cases.map((one) => {
      const count = requestCount(one);
      const own = answers.slice(at, at + count);
      at += count;
      // What became of the delete says only what was there before.
      return own.slice(1).map(describe);
    });
  }

  close() {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #exchange(requests) {
    return new Promise((resolve, reject) => {
      this.#answers = [];
      this.#expected = { count: requests.length, resolve, reject };
      this.#limit = setTimeout(() => this.#fail(new Error(`${this.address} is silent`)), ANSWER_LIMIT_MS);
      this.#socket.write(Buffer.concat(requests));
    });
  }

  #receive(whole) {
    this.#answers.push(Buffer.from(whole.subarray(HEADER_BYTES)));
    if (this.#answers.length < this.#expected.count) return;
    clearTimeout(this.#limit);
    this.#expected.resolve(this.#answers);
  }

  #fail(error) {
    clearTimeout(this.#limit);
    this.#expected.reject?.(error);
  }
}

const hexOp = ({ code, type, name, value }) => op(code, type, name, Buffer.from(value, 'hex'));

function requestCount({ bins, commands }) {
  return 2 + Object.values(bins).filter((bin) => bin !== null).length + commands.length;
}

/** Forget the record, write each bin by itself, apply the operations, read everything. */
function requestsOf({ bins, commands, storesKey = false }, key) {
  const fields = [
    field(FIELD.NAMESPACE, utf8('test')),
    field(FIELD.SET, utf8('differential')),
    field(FIELD.DIGEST, digestOf(key)),
  ];
  const stored = storesKey ? [...fields, field(FIELD.KEY, Buffer.concat([Buffer.from([3]), utf8('key')]))] : fields;
  return [
    message({ info2: INFO2.WRITE | INFO2.DELETE, fields }),
    ...Object.entries(bins)
      .filter(([, bin]) => bin !== null)
      .map(([name, bin]) => message({ info2: INFO2.WRITE, fields: stored, ops: [hexOp({ name, ...bin })] })),
    ...commands.map((command) => commandOf(command, fields)),
    message({ info1: INFO1.READ | INFO1.GET_ALL, fields }),
  ];
}

function commandOf({ ops, respondsToAll, filter }, fields) {
  const reads = ops.some(({ code }) => READS.has(code));
  const writes = ops.some(({ code }) => !READS.has(code));
  return message({
    info1: reads ? INFO1.READ : 0,
    info2: (writes ? INFO2.WRITE : 0) | (respondsToAll ? INFO2.RESPOND_ALL : 0),
    fields: filter === undefined ? fields : [...fields, field(FIELD.FILTER, Buffer.from(filter, 'hex'))],
    ops: ops.map(hexOp),
  });
}

/** An answer: `result code`, then `operation:name:particle type:value` of each. */
function describe(bytes) {
  const parts = [`rc ${bytes[5]} gen ${bytes.readUInt32BE(6)}`];
  let at = 22;
  for (let left = bytes.readUInt16BE(20); left > 0; left -= 1) {
    const end = at + 4 + bytes.readUInt32BE(at);
    const nameEnd = at + 8 + bytes[at + 7];
    parts.push(
      `${bytes[at + 4]}:${bytes.toString('latin1', at + 8, nameEnd)}:${bytes[at + 5]}:${bytes.toString('hex', nameEnd, end)}`,
    );
    at = end;
  }
  return parts.join(' ');
}
