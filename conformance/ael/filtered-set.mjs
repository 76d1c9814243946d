// A set of varied records on one server: which of them a filter selects, and what an expression reads of one.
import { createRequire } from 'node:module';
import { exampleBins } from './example-bins.mjs';

const require = createRequire(import.meta.url);
const { Client, exp, Key } = require('../../packages/client');
const { Random } = require('tendril-testing/random');
const { AelConditions } = require('tendril-testing/ael/conditions');

const NAMESPACE = 'test';
const SET = 'aelfilters';
const AT_ONCE = 64;

export class FilteredSet {
  #client;
  #keys = [];
  #indexes = new Map();
  #pending = [];

  constructor(client) {
    this.#client = client;
  }

  /** Writes the records of a seed, the same on each server. */
  static async fill(hosts, count, seed) {
    const client = new Client({ hosts, policies: { query: { totalTimeout: 30_000 } } });
    await client.connect();
    const set = new FilteredSet(client);
    const random = new Random(seed);
    const conditions = new AelConditions(random);
    for (let i = 0; i < count; i++) {
      const key = new Key(NAMESPACE, SET, `${seed}-${i}`);
      set.#keys.push(key);
      set.#pending.push([key, i % 2 === 0 ? conditions.bins() : exampleBins(random)]);
    }
    await set.#write();
    return set;
  }

  async #write() {
    while (this.#pending.length > 0) {
      const writes = this.#pending.splice(0, AT_ONCE).map(([key, bins]) => this.#client.put(key, bins));
      await Promise.all(writes);
    }
    for (const [i, key] of this.#keys.entries()) this.#indexes.set(key.digest.toString('hex'), i);
  }

  /** The numbers of the records that a filter selects, in order; an error's code and message if there is none. */
  async select(filterExpression) {
    const query = this.#client.query(NAMESPACE, SET, { nobins: true });
    try {
      const records = await query.results({ filterExpression });
      const found = records.map(({ key }) => this.#indexes.get(key.digest.toString('hex')));
      // Records of other runs are no concern.
      return found.filter((index) => index !== undefined).sort((a, b) => a - b);
    } catch (error) {
      return [`${error.code}: ${error.message}`];
    }
  }

  /** The value of an expression on one record; null where it is unknown. */
  async read(index, expression) {
    const read = exp.operations.read('value', expression, exp.expReadFlags.EVAL_NO_FAIL);
    try {
      const { bins } = await this.#client.operate(this.#keys[index], [read]);
      return bins.value ?? null;
    } catch (error) {
      return `${error.code}: ${error.message}`;
    }
  }

  async close() {
    for (let i = 0; i < this.#keys.length; i += AT_ONCE) {
      await Promise.all(this.#keys.slice(i, i + AT_ONCE).map((key) => this.#client.remove(key).catch(() => undefined)));
    }
    this.#client.close();
  }
}
