// The callers of a history run: which records there are, what is asked of them, and how each answer becomes an entry of
// a history. It knows nothing of the faults around it.

import { AerospikeError, type Client, Key, operations, policy, type Record, status } from '../../src/index.ts';
import { Random } from '../helpers/random.ts';
import type { HistoryEntry, Seen } from './checker.ts';

type Kind = HistoryEntry['kind'];
type Outcome = HistoryEntry['outcome'];

/** What kind of record, see the checker, and whether its commands are retried. */
interface RecordType {
  readonly isCounter: boolean;
  readonly isRetried: boolean;
  /** Kinds of commands with their shares. */
  readonly mix: readonly (readonly [Kind, number])[];
}

// Puts and removals are not retried: their first attempt may arrive late and undo what was acknowledged since. No client
// can prevent that; a put under a generation (`compare`) is what users have against it.
const PLAIN_LOG: RecordType = {
  isCounter: false,
  isRetried: false,
  mix: [
    ['remove', 1],
    ['put', 2],
    ['append', 9],
    ['read', 8],
  ],
};
/** Mostly not there: a death finds it removed, and shows whether it comes back. */
const FLEETING_LOG: RecordType = {
  isCounter: false,
  isRetried: false,
  mix: [
    ['remove', 6],
    ['put', 2],
    ['read', 12],
  ],
};
const RETRIED_LOG: RecordType = {
  isCounter: false,
  isRetried: true,
  mix: [
    ['append', 5],
    ['compare', 10],
    ['read', 5],
  ],
};
const PLAIN_COUNTER: RecordType = {
  isCounter: true,
  isRetried: false,
  mix: [
    ['increment', 12],
    ['read', 8],
  ],
};
const RETRIED_COUNTER: RecordType = { ...PLAIN_COUNTER, isRetried: true };
/** Records of each type, per sixteen callers. */
const TYPES: readonly RecordType[] = [
  ...[PLAIN_LOG, PLAIN_LOG, FLEETING_LOG, RETRIED_LOG, RETRIED_LOG, RETRIED_LOG],
  ...[PLAIN_COUNTER, PLAIN_COUNTER, RETRIED_COUNTER, RETRIED_COUNTER],
];

const PLAIN = { totalTimeout: 300, maxRetries: 0 };
const RETRIED = { totalTimeout: 300, socketTimeout: 100, maxRetries: 2 };
/** Then a record is left and another one taken. */
const MAX_ENTRIES = 120;
/** A digit must hold every attempt of its increment, and all of them together must stay an exact number. */
const DIGIT_BASE = RETRIED.maxRetries + 2;
const MAX_INCREMENTS = 26;

/** One record and what happened to it. */
class HistoryRecord {
  readonly entries: HistoryEntry[] = [];
  /** Callers that are busy with it. */
  callers = 0;
  readonly key: Key;
  readonly type: RecordType;
  /** Ids of the increments by the digit that they count up. */
  readonly #digits: string[] = [];

  constructor(key: Key, type: RecordType) {
    this.key = key;
    this.type = type;
  }

  get isFull(): boolean {
    return this.entries.length >= MAX_ENTRIES || this.#digits.length >= MAX_INCREMENTS;
  }

  /** The number by which an increment counts. */
  assignDigit(id: string): number {
    return DIGIT_BASE ** (this.#digits.push(id) - 1);
  }

  seen({ bins, gen }: Record): Seen {
    return { log: this.type.isCounter ? this.#idsIn(Number(bins.count)) : idsOf(String(bins.log)), gen: gen as number };
  }

  #idsIn(count: number): string[] {
    const ids: string[] = [];
    for (let digit = 0, rest = count; rest > 0; digit++, rest = Math.floor(rest / DIGIT_BASE)) {
      for (let times = rest % DIGIT_BASE; times > 0; times--) ids.push(this.#digits[digit] ?? `digit ${digit}`);
    }
    return ids;
  }
}

/** The callers of a run and their records. */
export class Workload {
  readonly #client: Client;
  readonly #run: string;
  readonly #onHistory: (history: readonly HistoryEntry[]) => void;
  /** How many records are in use. */
  #places = TYPES.length;
  /** The record in use, by its place. */
  readonly #current: (HistoryRecord | undefined)[] = [];
  #records = 0;
  #ended = 0;

  /** `run` keeps its keys apart from those of other runs. `onHistory` gets each history that goes on no more. */
  constructor(client: Client, run: string, onHistory: (history: readonly HistoryEntry[]) => void) {
    this.#client = client;
    this.#run = run;
    this.#onHistory = onHistory;
  }

  /** Lets so many callers run one command after the other until `endMs`. */
  async run(callers: number, seed: number, endMs: number): Promise<void> {
    const running: Promise<void>[] = [];
    this.#places = TYPES.length * Math.ceil(callers / 16);
    for (let i = 0; i < callers; i++) running.push(this.#call(i, new Random(seed * callers + i), endMs));
    await Promise.all(running);
    for (const record of this.#current) if (record !== undefined) this.#onHistory(record.entries);
  }

  async #call(caller: number, random: Random, endMs: number): Promise<void> {
    for (let count = 0; performance.now() < endMs; count++) {
      const place = random.below(this.#places);
      const record = this.#recordAt(place);
      const kind = choose(record.type.mix, random);
      const id = `${caller}.${count}`;
      record.callers++;
      if (kind === 'compare') await this.#compare(record, id);
      else await this.#perform(record, kind, id);
      record.callers--;
      // A full one is taken by nobody any more: whoever leaves it last hands it over.
      if (!record.isFull || record.callers > 0) continue;
      if (this.#current[place] === record) this.#current[place] = undefined;
      this.#onHistory(record.entries);
    }
  }

  #recordAt(place: number): HistoryRecord {
    const current = this.#current[place];
    if (current !== undefined && !current.isFull) return current;
    const key = new Key('test', 'history', `${this.#run}-${this.#records++}`);
    const next = new HistoryRecord(key, TYPES[place % TYPES.length] as RecordType);
    this.#current[place] = next;
    return next;
  }

  #note(record: HistoryRecord, entry: HistoryEntry): HistoryEntry {
    record.entries.push({ ...entry, endedBefore: this.#ended++ });
    return entry;
  }

  /** Reads the log and writes it back with one more id, provided that nobody else has written meanwhile. */
  async #compare(record: HistoryRecord, id: string): Promise<void> {
    const { seen } = await this.#perform(record, 'read', `${id}r`);
    if (seen === undefined) return;
    const log = [...seen.log, id];
    const entry = await timed('compare', id, async () => {
      const checked = { ...RETRIED, gen: policy.gen.EQ };
      await this.#client.put(record.key, { log: textOf(log) }, { gen: seen.gen }, checked);
      return { log, gen: seen.gen + 1 };
    });
    this.#note(record, entry);
  }

  async #perform(record: HistoryRecord, kind: Kind, id: string): Promise<HistoryEntry> {
    const { key, type } = record;
    const limits = type.isRetried ? RETRIED : PLAIN;
    const entry = await timed(kind, id, async () => {
      switch (kind) {
        case 'put':
          await this.#client.put(key, { log: textOf([id]) }, null, {
            ...limits,
            exists: policy.exists.CREATE_OR_REPLACE,
          });
          return undefined;
        case 'remove':
          await this.#client.remove(key, limits);
          return undefined;
        case 'read':
          return record.seen(await this.#client.get(key, limits));
        case 'increment': {
          const ops = [operations.incr('count', record.assignDigit(id)), operations.read('count')];
          return record.seen(await this.#client.operate(key, ops, null, limits));
        }
        default: {
          const ops = [operations.append('log', textOf([id])), operations.read('log')];
          return record.seen(await this.#client.operate(key, ops, null, limits));
        }
      }
    });
    return this.#note(record, { ...entry, mayApply: limits.maxRetries + 1 });
  }
}

/** Runs a command and notes how it ended. */
async function timed(kind: Kind, id: string, command: () => Promise<Seen>): Promise<HistoryEntry> {
  const startMs = performance.now();
  const end = (outcome: Outcome, seen?: Seen): HistoryEntry => {
    const base = { kind, id, startMs, endMs: performance.now(), outcome };
    return seen === undefined ? base : { ...base, seen };
  };
  try {
    return end('ok', await command());
  } catch (error) {
    if (!(error instanceof AerospikeError)) throw error;
    if (error.inDoubt) return end('in-doubt');
    const isAbsent = error.code === status.ERR_RECORD_NOT_FOUND && (kind === 'read' || kind === 'remove');
    return end(isAbsent ? 'absent' : 'failed');
  }
}

function choose(mix: RecordType['mix'], random: Random): Kind {
  let left = random.below(mix.reduce((sum, [, share]) => sum + share, 0));
  for (const [kind, share] of mix) {
    left -= share;
    if (left < 0) return kind;
  }
  throw new Error('A share is negative');
}

const textOf = (ids: readonly string[]): string => ids.map((id) => `${id},`).join('');
const idsOf = (text: string): string[] => text.split(',').slice(0, -1);
