// HTTP to the gateway over bare sockets: hostile requests, pipelined and half-closed, on some connections; on others plain
// ones at the same time, whose answers are those of RFC 9112: one each, in order, each after what it stands behind.
import { Finding } from './lib/finding.mjs';
import { hostileBytes, plainBytes, readAnswers } from './lib/http-grammar.mjs';
import { pick } from './lib/mutate.mjs';
import { Peer } from './lib/peer.mjs';
import { Tested } from './lib/tested.mjs';

const PLAIN = 2;
const HOSTILE = 5;
const PLAIN_METHODS = ['PUT', 'PUT', 'GET', 'GET', 'DELETE', 'HEAD'];
const PATIENCE_MS = 10_000;

export const fuzzer = {
  name: 'http',
  steps: 300,
  bounds: { keptMiB: 48, peakMiB: 768 },
  open,
  plan,
};

function plan(random) {
  const key = `p${random.below(2 ** 31)}`;
  const plain = Array.from({ length: 2 + random.below(20) }, (_, n) => {
    const connection = random.below(PLAIN);
    return { connection, method: pick(random, PLAIN_METHODS), key: `${key}-${connection}-${random.below(2)}`, n };
  });
  const hostile = Array.from({ length: 1 + random.below(24) }, () => ({
    connection: PLAIN + random.below(HOSTILE),
    how: random.weighted([
      [10, 'whole'],
      [3, 'pieces'],
      [0.3, 'reset'],
    ]),
    at: random.next(),
    bytes: hostileBytes(random),
  }));
  return [...plain, ...hostile];
}

async function open() {
  const server = new Tested('server');
  const gateway = new Tested('gateway', { hosts: `127.0.0.1:${await server.ask({ what: 'port' })}` });
  const target = new Target();
  target.port = await gateway.ask({ what: 'port' });
  target.tested = [gateway, server];
  return target;
}

class Target {
  outcomes = new Map();

  async step(items) {
    const numbers = [...new Set(items.map(({ connection }) => connection))];
    await Promise.all(
      numbers.map((number) => {
        const own = items.filter(({ connection }) => connection === number);
        return number < PLAIN ? this.#ask(own) : this.#attack(own);
      }),
    );
  }

  /** All requests at once, then this side's end. */
  async #ask(items) {
    const peer = await Peer.connect(this.port);
    peer.write(Buffer.concat(items.map(plainBytes)));
    if (!(await peer.end(PATIENCE_MS))) throw new Finding(`A plain connection is open ${PATIENCE_MS} ms after its end`);
    const methods = items.map(({ method }) => method);
    const answers = readAnswers(peer.received, methods);
    if (typeof answers === 'string') throw new Finding(`Plain requests ${methods.join(', ')}: ${answers}`);
    const records = new Map();
    for (const [at, item] of items.entries()) judge(item, answers[at], records);
    this.#count('plain', items.length);
  }

  async #attack(items) {
    const peer = await Peer.connect(this.port);
    for (const { how, at, bytes } of items) {
      const middle = Math.floor(at * bytes.length);
      peer.write(how === 'whole' ? bytes : bytes.subarray(0, middle));
      if (how === 'pieces') {
        await new Promise((resolve) => setImmediate(resolve));
        peer.write(bytes.subarray(middle));
      } else if (how === 'reset') return peer.reset();
    }
    if (!(await peer.end(PATIENCE_MS)))
      throw new Finding(`A hostile connection is open ${PATIENCE_MS} ms after its end`);
    for (const [, status] of peer.received.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)) this.#count(status, 1);
  }

  #count(what, more) {
    this.outcomes.set(what, (this.outcomes.get(what) ?? 0) + more);
  }

  close() {}
}

/** Whether the answer is what the requests before it on the connection have led to. */
function judge({ method, key, n }, { status, body }, records) {
  const stored = records.get(key);
  const isThere = stored !== undefined;
  const right = { PUT: 200, GET: isThere ? 200 : 404, HEAD: isThere ? 200 : 404, DELETE: isThere ? 204 : 404 }[method];
  if (status !== right)
    throw new Finding(`${method} ${key} is answered with ${status}, not ${right}: ${body.slice(0, 300)}`);
  if (method === 'GET' && isThere && body !== stored) throw new Finding(`GET ${key} returned ${body}, not ${stored}`);
  if (method === 'PUT') records.set(key, JSON.stringify({ key, n }));
  if (method === 'DELETE') records.delete(key);
}
