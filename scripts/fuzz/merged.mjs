// Replies to merged commands over real sockets: the commands of a step travel as rows of few requests to a scripted node,
// which answers each as the plan says. A row names its command, so that more has to hold than of single replies: none is
// ever given another's answer, none succeeds that was not answered, and no write that may have been done says otherwise.
import { Random } from 'tendril-testing/random';
import { Finding } from './lib/finding.mjs';
import { replyFrames, rowsOf, treatedRow } from './lib/merged-grammar.mjs';
import { pick } from './lib/mutate.mjs';
import { record } from './lib/reply-grammar.mjs';
import { openScriptedClients } from './lib/scripted-clients.mjs';
import { digestOf, infoReply, nameOf, validInfo } from './lib/scripted-node.mjs';
import { send } from './lib/send.mjs';

const KEYS = 64;
const CLIENTS = 2;
const WRITES = ['put', 'put', 'remove', 'operate'];
const COMMANDS = ['get', 'get', 'get', 'select', 'exists', 'existsWithMetadata', ...WRITES];
const LIMITS_MS = [60, 120, 200];
const PEACE_MS = 10_000;
const PEACEFUL = 10;
const SILENCE_MS = 1100;
const SEVERITIES = [0, 0.02, 0.1, 0.5];
/** What a node says that has no batches to offer: it has done nothing. */
const REFUSALS = [150, 151, 152];
/** Ways to send of which nobody knows how much arrives. */
const BREAKS = ['closed', 'cut', 'reset', 'stalled'];
const NOT_FOUND = 2;
const OK = 0;

export const fuzzer = {
  name: 'merged',
  steps: 300,
  bounds: { keptMiB: 32, peakMiB: 768 },
  open,
  plan,
};

const ROWS = [
  [3, 'missing'],
  [3, 'twice'],
  [3, 'unasked'],
  [4, 'code'],
  [2, 'generation'],
  [3, 'bins'],
  [2, 'too big'],
  [2, 'cut'],
  [3, 'bytes'],
  [1, 'noise'],
];
const SENDING = [
  [14, 'whole'],
  [3, 'bytewise'],
  [3, 'pieces'],
  [1, 'late'],
  [1, 'cut'],
  [1, 'stalled'],
  [1, 'closed'],
  [1, 'reset'],
];
const ENDS = [
  [24, 'apart'],
  [8, 'with rows'],
  [1, 'none'],
  [1, 'twice'],
  [1, 'first'],
  [1, 'followed'],
];
const WELL = { order: 'kept', size: 128, end: 'apart', code: OK, how: 'whole', at: 0 };

function plan(random) {
  const severity = pick(random, SEVERITIES);
  const commands = Array.from({ length: 16 + random.below(150) }, () => ({
    client: random.below(CLIENTS),
    command: pick(random, COMMANDS),
    key: random.below(KEYS),
    limitMs: pick(random, LIMITS_MS),
    retries: random.below(3),
    ...(random.next() < severity && { row: random.weighted(ROWS), seed: random.below(2 ** 31) }),
  }));
  return [...commands, ...Array.from({ length: 12 }, () => planRequest(random))];
}

/** What becomes of one merged request: the next of its client. */
function planRequest(random) {
  const codes = [OK, ...REFUSALS, 4, 9, 13, random.below(256)];
  return {
    client: random.below(CLIENTS),
    request: {
      order: pick(random, ['kept', 'kept', 'reversed', 'shuffled']),
      size: pick(random, [128, 128, 1, 7]),
      seed: random.below(2 ** 31),
      end: random.weighted(ENDS),
      code: random.below(10) === 0 ? pick(random, codes) : OK,
      how: random.weighted(SENDING),
      at: random.next(),
    },
  };
}

function open() {
  return openScriptedClients(new Target(), CLIENTS, { keys: KEYS, mergeCommands: 'on' });
}

class Target {
  nodes = [];
  outcomes = new Map();
  /** Of the keys, by number. */
  digests = [];
  #rows = new Map();
  #requests = new Map();
  /** Until when replies are under way, by connection. */
  #sending = new Map();
  /** By client and digest: answers that a success may come from, those sure to arrive, and rows left without one. */
  #answered = new Map();
  #arrived = new Set();
  #unanswered = new Map();
  /** Codes of rows that may have arrived before what they were sent on broke. */
  #mayHaveSaid = new Map();
  #steps = 0;

  answerInfo(socket, commands, { port }) {
    const valid = validInfo({ name: 'BB9000000000001', port, peers: [], generation: 1 });
    this.#send(socket, WELL, [
      infoReply(commands, (command) => valid[nameOf(command)] ?? 'ERROR:4:unrecognized command'),
    ]);
  }

  answerMessage(socket, request, client) {
    const asked = rowsOf(request);
    if (asked === undefined) {
      const digest = digestOf(request);
      count(this.#answered, `${client}${digest}`);
      this.#arrived.add(`${client}${digest}`);
      this.#send(socket, WELL, [record(digest)]);
      return;
    }
    const planned = this.#requests.get(client)?.shift() ?? WELL;
    const random = new Random(planned.seed ?? 1);
    this.outcomes.set('rows', (this.outcomes.get('rows') ?? 0) + asked.length);
    const arrives = !BREAKS.includes(planned.how) && planned.end !== 'first';
    // Whoever hears it may ask anew, and that may not even be sent before the limit.
    const refuses = REFUSALS.includes(planned.code);
    const rows = asked.map((each) => {
      const what = `${client}${each.digest}`;
      const item = this.#rows.get(what)?.shift();
      const { bytes, answers, code = OK } = treatedRow(new Random(item?.seed ?? 1), item?.row, each);
      const succeeds = code === OK || code === NOT_FOUND;
      for (let left = succeeds ? Math.max(answers, item?.row === 'cut' ? 1 : 0) : 0; left > 0; left--)
        count(this.#answered, what);
      if (answers > 0 && arrives) this.#arrived.add(what);
      else if (!refuses) count(this.#unanswered, what);
      if (answers > 0 && !arrives) push(this.#mayHaveSaid, what, code);
      return bytes;
    });
    this.#send(socket, planned, replyFrames(ordered(random, rows, planned.order), planned));
  }

  #send(socket, planned, frames) {
    const before = this.#sending.get(socket) ?? Promise.resolve();
    const bytes = Buffer.concat(frames);
    // With nothing to send it is as if the reply had been left out.
    const now = before.then(() => (bytes.length === 0 ? undefined : send(socket, planned, bytes)));
    this.#sending.set(socket, now);
  }

  async step(items) {
    const [tested] = this.tested;
    // Clients that know of no failure: one that does sends singly for a while.
    await tested.ask({ what: 'renew' });
    this.#rows.clear();
    this.#requests.clear();
    this.#answered.clear();
    this.#arrived.clear();
    this.#unanswered.clear();
    this.#mayHaveSaid.clear();
    const commands = [];
    for (const { request, row, seed, ...command } of items) {
      if (request !== undefined) {
        push(this.#requests, command.client, { ...request, limitMs: LIMITS_MS[0] });
        continue;
      }
      commands.push(command);
      push(this.#rows, command.client + this.digests[command.key], row === undefined ? undefined : { row, seed });
    }
    const results = await tested.ask({ what: 'commands', commands });
    await Promise.all(this.#sending.values());
    this.#sending.clear();
    await tested.ask({ what: 'turns' });
    this.#judge(results, commands, items);
    if (++this.#steps % PEACEFUL === 0) await this.settle();
  }

  #judge(results, commands, items) {
    const isChanged = items.some(({ row }) => row === 'bytes' || row === 'noise' || row === 'cut');
    // What comes behind the end of a reply may be taken for that to the single command that follows: it has no index.
    const isBehindEnd = items.some(({ request }) => request?.end === 'first' || request?.end === 'followed');
    const successes = new Map();
    const asked = new Map();
    for (const [at, result] of results.entries()) {
      const { outcome, isForeign, overdueMs, command, key } = result;
      const { client, retries } = commands[at];
      const what = client + this.digests[key];
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      if (overdueMs !== undefined)
        throw new Finding(`${command} of key ${key} was not settled ${overdueMs} ms after its limit`);
      if (isForeign && !isChanged && !isBehindEnd)
        throw new Finding(`${command} of key ${key} returned the record of another key`);
      if (outcome === 'ok') count(successes, what);
      push(asked, what, { ...result, retries });
    }
    for (const [what, times] of successes) {
      const answered = this.#answered.get(what) ?? 0;
      if (times > answered && !isChanged)
        throw new Finding(`${times} commands succeeded on a key for which the node answered ${answered}`);
    }
    for (const [what, [only, ...others]] of asked) {
      if (others.length > 0 || only.retries > 0 || !WRITES.includes(only.command) || isChanged) continue;
      const isUncertain = this.#unanswered.has(what) && !this.#arrived.has(what);
      const saysWhy = REFUSALS.includes(only.code) || this.#mayHaveSaid.get(what)?.includes(only.code);
      if (isUncertain && only.outcome !== 'ok' && only.inDoubt !== true && !saysWhy)
        throw new Finding(
          `${only.command} of key ${only.key} got no answer, ended with ${only.outcome}, and is not in doubt`,
        );
    }
  }

  /** Commands that are answered as they should be succeed, with the right records. */
  async settle() {
    const [tested] = this.tested;
    // Whose reply lacks nothing but its end is noticed by the silence of its connection.
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    this.#rows.clear();
    this.#requests.clear();
    const commands = Array.from({ length: 48 * CLIENTS }, (_, at) => {
      return { client: at % CLIENTS, command: 'get', key: at % KEYS, limitMs: PEACE_MS, retries: 2 };
    });
    const results = await tested.ask({ what: 'commands', commands });
    const failed = results.find(({ outcome, isForeign }) => outcome !== 'ok' || isForeign);
    if (failed !== undefined)
      throw new Finding(
        `A plain answer later, get of key ${failed.key} ends with ${failed.outcome}: ${failed.message}`,
      );
  }

  close() {
    for (const node of this.nodes) node.close();
  }
}

function push(map, what, item) {
  const items = map.get(what);
  if (items === undefined) map.set(what, [item]);
  else items.push(item);
}

const count = (map, what) => map.set(what, (map.get(what) ?? 0) + 1);

function ordered(random, rows, order) {
  if (order === 'kept') return rows;
  if (order === 'reversed') return rows.toReversed();
  return rows
    .map((row) => ({ row, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
}
