// Replies to the client over real sockets. One scripted node takes part in tending and answers each command of a step as
// the plan says; every record carries its key's digest, so that an answer to another key is seen.
import { Random } from 'tendril-testing/random';
import { Finding } from './lib/finding.mjs';
import { pick } from './lib/mutate.mjs';
import { record, replyBytes } from './lib/reply-grammar.mjs';
import { openScriptedClients } from './lib/scripted-clients.mjs';
import { digestOf, infoReply, nameOf, validInfo } from './lib/scripted-node.mjs';
import { send } from './lib/send.mjs';

const KEYS = 64;
/** Each with a node of its own, so that one does not wait for the limits of the other. */
const CLIENTS = 4;
const COMMANDS = [
  'get',
  'get',
  'get',
  'get',
  'select',
  'exists',
  'existsWithMetadata',
  'put',
  'remove',
  'operate',
  'info',
];
const LIMITS_MS = [40, 80, 150];
/** Plain answers have to arrive, whatever was before. */
const PEACE_MS = 10_000;
/** Every so many steps nothing is done to the replies. */
const PEACEFUL = 10;
/** So the number of replies on a connection differs from that of requests: without ids nobody can say whose they are. */
const MISCOUNTS = ['twice', 'missing', 'unasked'];
/** The part of the replies that something is done to. */
const SEVERITIES = [0.05, 0.2, 1];

export const fuzzer = {
  name: 'replies',
  steps: 400,
  bounds: { keptMiB: 32, peakMiB: 768 },
  open,
  plan,
};

function plan(random) {
  const severity = pick(random, SEVERITIES);
  return Array.from({ length: 1 + random.below(64) }, () => ({
    client: random.below(CLIENTS),
    command: pick(random, COMMANDS),
    key: random.below(KEYS),
    limitMs: pick(random, LIMITS_MS),
    raw: random.below(8) === 0,
    compress: random.below(8) === 0,
    retries: random.below(3),
    ...(random.next() < severity ? { seed: random.below(2 ** 31), how: howToSend(random), at: random.next() } : plain),
  }));
}

const plain = { how: 'whole' };

const howToSend = (random) =>
  random.weighted([
    [24, 'whole'],
    [4, 'bytewise'],
    [3, 'pieces'],
    [1, 'late'],
    [2, 'cut'],
    [1, 'stalled'],
    [1, 'closed'],
    [1, 'reset'],
    [1, 'twice'],
    [1, 'missing'],
    [1, 'unasked'],
  ]);

// The nodes answer commands one by one; merged.mjs has the others.
function open() {
  return openScriptedClients(new Target(), CLIENTS, { keys: KEYS, mergeCommands: 'off' });
}

class Target {
  nodes = [];
  outcomes = new Map();
  /** Of the keys, by number. */
  digests = [];
  /** What is still to be answered as planned, by digest; info requests by the empty one. */
  #planned = new Map();
  /** Until when replies are under way, by connection. */
  #sending = new Map();
  #steps = 0;

  answerInfo(socket, commands, { port }, client) {
    const valid = validInfo({ name: 'BB9000000000001', port, peers: [], generation: 1 });
    const reply = infoReply(commands, (command) => valid[nameOf(command)] ?? 'ERROR:4:unrecognized command');
    // Whatever is asked for on a connection is answered in order.
    this.#answer(socket, commands[0] === 'fuzz' ? `${client}` : undefined, reply, 'fuzz');
  }

  answerMessage(socket, request, client) {
    const digest = digestOf(request);
    this.#answer(socket, `${client}${digest}`, record(digest), digest);
  }

  #answer(socket, what, valid, digest) {
    const item = this.#planned.get(what)?.shift();
    const before = this.#sending.get(socket) ?? Promise.resolve();
    const now = before.then(() => {
      if (item === undefined) socket.write(valid);
      else return send(socket, item, item.seed === undefined ? valid : replyBytes(new Random(item.seed), digest));
    });
    this.#sending.set(socket, now);
  }

  async step(items) {
    for (const item of items) {
      const what = item.client + (item.command === 'info' ? '' : this.digests[item.key]);
      this.#planned.set(what, [...(this.#planned.get(what) ?? []), item]);
    }
    const commands = items.map(({ seed, how, at, ...command }) => command);
    const [tested] = this.tested;
    const results = await tested.ask({ what: 'commands', commands });
    this.#planned.clear();
    await Promise.all(this.#sending.values());
    this.#sending.clear();
    // What was sent is read before anything else is asked for: nobody could tell it from the answer.
    await tested.ask({ what: 'turns' });
    this.#judge(
      results,
      items.some(({ how }) => MISCOUNTS.includes(how)),
    );
    if (++this.#steps % PEACEFUL === 0) await this.settle();
  }

  #judge(results, isMiscounted) {
    for (const { outcome, isForeign, overdueMs, command, key } of results) {
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      if (overdueMs !== undefined)
        throw new Finding(`${command} of key ${key} was not settled ${overdueMs} ms after its limit`);
      if (isForeign && !isMiscounted) throw new Finding(`${command} of key ${key} returned the record of another key`);
    }
  }

  /** Commands that are answered as they should be succeed, with the right records. */
  async settle() {
    const [tested] = this.tested;
    const commands = Array.from({ length: 12 * CLIENTS }, (_, at) => {
      return { client: at % CLIENTS, command: 'get', key: at, limitMs: PEACE_MS, retries: 2 };
    });
    const results = await tested.ask({ what: 'commands', commands });
    this.#judge(results, false);
    const failed = results.find(({ outcome }) => outcome !== 'ok');
    if (failed !== undefined)
      throw new Finding(
        `A plain answer later, get of key ${failed.key} ends with ${failed.outcome}: ${failed.message}`,
      );
  }

  close() {
    for (const node of this.nodes) node.close();
  }
}
