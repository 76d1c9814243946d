// Frames to the embedded server: requests that were captured from clients, whole and mutated, and invented ones of every
// kind. Whatever comes, a record of another namespace stays what it is, a plain request on a new connection is answered,
// and a connection that its client ends is closed.
import { Finding } from './lib/finding.mjs';
import { Peer } from './lib/peer.mjs';
import { planFrame, READ_GUARD, WRITE_GUARD } from './lib/request-grammar.mjs';
import { Tested } from './lib/tested.mjs';

const HEADER = 8;
const MESSAGE = 3;
const RESULT_AT = 13;
const CONNECTIONS = 6;
/** A busy machine, and the longest command that there may be. */
const PATIENCE_MS = 10_000;

export const fuzzer = {
  name: 'frames',
  steps: 400,
  bounds: { keptMiB: 64, peakMiB: 768 },
  open,
  plan: (random) =>
    Array.from({ length: 1 + random.below(60) }, () => ({
      connection: random.below(CONNECTIONS),
      how: random.weighted([
        [20, 'whole'],
        [2, 'pieces'],
        [1, 'cut'],
        [0.3, 'reset'],
      ]),
      at: random.next(),
      ...planFrame(random),
    })),
};

async function open() {
  const tested = new Tested('server');
  const target = new Target(await tested.ask({ what: 'port' }));
  target.tested = [tested];
  await target.ask(WRITE_GUARD);
  target.guard = await target.ask(READ_GUARD);
  return target;
}

class Target {
  outcomes = new Map();
  #port;

  constructor(port) {
    this.#port = port;
  }

  async step(items) {
    const peers = await Promise.all(Array.from({ length: CONNECTIONS }, () => Peer.connect(this.#port)));
    for (const { connection, how, at, bytes } of items) {
      const peer = peers[connection];
      const middle = Math.floor(at * bytes.length);
      if (how === 'pieces') {
        peer.write(bytes.subarray(0, middle));
        await new Promise((resolve) => setImmediate(resolve));
        peer.write(bytes.subarray(middle));
      } else if (how === 'cut') peer.write(bytes.subarray(0, middle));
      else peer.write(bytes);
      if (how === 'reset') peer.reset();
    }
    // What is on its way is served first: an end makes the server drop what it has not read.
    await Promise.all(peers.map((peer) => peer.quiet(20)));
    const guard = await this.ask(READ_GUARD);
    if (!guard.equals(this.guard)) {
      throw new Finding(
        `A record of another namespace reads ${guard.toString('hex')}, not ${this.guard.toString('hex')}`,
      );
    }
    for (const peer of peers) {
      if (!(await peer.end(PATIENCE_MS))) throw new Finding(`A connection is open ${PATIENCE_MS} ms after its end`);
      for (const what of resultsIn(peer.received)) this.#count(what, 1);
    }
  }

  /** The reply to a request on a connection of its own. */
  async ask(request) {
    const peer = await Peer.connect(this.#port);
    peer.write(request);
    const reply = await peer.frame(PATIENCE_MS);
    if (reply === undefined) throw new Finding(`A plain request is not answered within ${PATIENCE_MS} ms`);
    await peer.end(PATIENCE_MS);
    return reply;
  }

  #count(what, more) {
    this.outcomes.set(what, (this.outcomes.get(what) ?? 0) + more);
  }

  close() {}
}

/** What kinds of frames were received, messages by their result. */
function resultsIn(bytes) {
  const results = [];
  for (let at = 0; at + HEADER < bytes.length; at += HEADER + bytes.readUIntBE(at + 2, 6)) {
    results.push(bytes[at + 1] === MESSAGE ? `result ${bytes[at + RESULT_AT]}` : `type ${bytes[at + 1]}`);
  }
  return results;
}
