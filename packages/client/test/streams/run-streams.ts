// Scans and queries, in every form, of a cluster whose nodes die, come back and hand partitions over: every record that
// was there all the time comes, and none comes twice. One seed is one cluster and one of each form; a cluster by address
// is disturbed by whoever runs it.

import { EmbeddedServer } from 'tendril-server';
import { type Client, connect, filter, Key, type Record } from '../../src/index.ts';
import { Random } from '../helpers/random.ts';

const NAMESPACE = 'test';
const RECORDS = 2000;
const PUTS_AT_ONCE = 500;
const DISTURBANCES = 3;
const PAGE = 300;
/** A round that meets a node that has just died is a retry. */
const POLICY = { maxRetries: 60, socketTimeout: 5000 };

/** The same record again does no harm. */
const FILLING = { maxRetries: 60, totalTimeout: 30_000, socketTimeout: 5000 };

/** What is streamed, and what is done each time that so many records have come. */
interface Site {
  readonly client: Client;
  readonly set: string;
  readonly index: string;
  /** Called after each record. */
  onRecord(records: number): Promise<void>;
}

/** The forms: each gives the numbers of the records that came, out of `[from, to)`. */
interface Form {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  run(site: Site, random: Random): Promise<number[]>;
}

async function take(records: AsyncIterable<Record>, site: Site, numbers: number[], limit = RECORDS): Promise<void> {
  let left = limit;
  for await (const { bins } of records) {
    numbers.push(bins.i as number);
    await site.onRecord(numbers.length);
    if (--left === 0) return;
  }
}

const FORMS: readonly Form[] = [
  {
    name: 'scan',
    from: 0,
    to: RECORDS,
    async run(site, random) {
      const numbers: number[] = [];
      const concurrent = random.below(2) === 0;
      await take(site.client.scan(NAMESPACE, site.set, { concurrent }).records(POLICY), site, numbers);
      return numbers;
    },
  },
  {
    name: 'query on an index',
    from: 200,
    to: 1800,
    async run(site) {
      const numbers: number[] = [];
      const query = site.client.query(NAMESPACE, site.set);
      query.where(filter.range('half', 100, 899));
      await take(query.records(POLICY), site, numbers);
      return numbers;
    },
  },
  {
    name: 'pages',
    from: 0,
    to: RECORDS,
    async run(site) {
      const numbers: number[] = [];
      const scan = site.client.scan(NAMESPACE, site.set, { paginate: true, concurrent: true });
      do {
        for (const { bins } of await scan.results({ ...POLICY, maxRecords: PAGE })) {
          numbers.push(bins.i as number);
          await site.onRecord(numbers.length);
        }
      } while (scan.hasNextPage());
      return numbers;
    },
  },
  {
    name: 'query that goes on from a saved state',
    from: 200,
    to: 1800,
    async run(site, random) {
      const numbers: number[] = [];
      let state: number[] | undefined;
      do {
        const query = site.client.query(NAMESPACE, site.set);
        query.where(filter.range('half', 100, 899));
        query.nextPage(state);
        const cursor = query.records(POLICY);
        await take(cursor, site, numbers, 1 + random.below(700));
        state = cursor.saveState();
      } while (state !== undefined);
      return numbers;
    },
  },
];

/** What came, against what was there; undefined when they are the same. */
function faultOf({ name, from, to }: Form, numbers: readonly number[]): string | undefined {
  const seen = new Set(numbers);
  const missing = Array.from({ length: to - from }, (_, i) => from + i).filter((i) => !seen.has(i));
  const strange = numbers.filter((i) => i < from || i >= to);
  const repeated = numbers.length - seen.size;
  if (missing.length + strange.length + repeated === 0) return undefined;
  return `${name}: ${missing.length} of ${to - from} records missing, ${repeated} twice, ${strange.length} not asked for`;
}

async function prepare(client: Client, set: string): Promise<string> {
  for (let at = 0; at < RECORDS; at += PUTS_AT_ONCE) {
    const keys = Array.from({ length: PUTS_AT_ONCE }, (_, i) => at + i);
    await Promise.all(
      keys.map((i) => client.put(new Key(NAMESPACE, set, i), { i, half: Math.floor(i / 2) }, null, FILLING)),
    );
  }
  const index = `${set}_half`;
  const job = await client.createIntegerIndex({ ns: NAMESPACE, set, bin: 'half', index });
  await job.wait(20);
  return index;
}

/** Kills a node, brings it back, or moves partitions; a second node dies only when the first has its records again. */
async function disturb(server: EmbeddedServer, random: Random): Promise<void> {
  const down = server.nodes.find(({ isRunning }) => !isRunning);
  if (down !== undefined) await down.restart({ keepData: random.below(2) === 0 });
  else await server.nodes[random.below(server.nodes.length)]?.kill();
  await server.rebalance({ steps: 1 + random.below(4) });
}

/** One of each form on an embedded cluster of its own. Returns what was wrong. */
export async function runSeed(seed: number): Promise<string[]> {
  const random = new Random(seed);
  const server = await EmbeddedServer.start({
    nodes: 3,
    port: 0,
    failureDetectionMs: 50,
    migration: seed % 2 === 0 ? 'manual' : 'immediate',
    log: () => {},
  });
  const client = await connect({ hosts: server.hosts, tenderInterval: 250 });
  const set = `streams-${seed}`;
  const faults: string[] = [];
  try {
    const index = await prepare(client, set);
    for (const form of FORMS) {
      const at = new Set(Array.from({ length: DISTURBANCES }, () => 1 + random.below(form.to - form.from)));
      const onRecord = async (records: number): Promise<void> => {
        if (at.delete(records)) await disturb(server, random);
      };
      const fault = faultOf(form, await form.run({ client, set, index, onRecord }, random));
      if (fault !== undefined) faults.push(`seed ${seed}, ${fault}`);
      if (server.nodes.some(({ isRunning }) => !isRunning)) await disturb(server, random);
    }
  } finally {
    client.close();
    await server.stop();
  }
  return faults;
}

export interface StreamsReport {
  readonly runs: number;
  readonly records: number;
  readonly faults: readonly string[];
}

/** All forms, again and again, on a cluster that others disturb. */
export async function runStreams(hosts: string, seconds: number, seed: number): Promise<StreamsReport> {
  const random = new Random(seed);
  const client = await connect({ hosts, tenderInterval: 250 });
  const set = `streams-${seed}`;
  const faults: string[] = [];
  let [runs, records] = [0, 0];
  try {
    const index = await prepare(client, set);
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs) {
      const form = FORMS[runs++ % FORMS.length] as Form;
      try {
        // Slow enough for a stream to be there when a node goes.
        const onRecord = (count: number): Promise<void> =>
          count % 20 === 0 ? new Promise((resolve) => setTimeout(resolve, 10)) : Promise.resolve();
        const numbers = await form.run({ client, set, index, onRecord }, random);
        records += numbers.length;
        const fault = faultOf(form, numbers);
        if (fault !== undefined) faults.push(fault);
      } catch (error) {
        faults.push(`${form.name}: ${(error as Error).message}`);
      }
    }
    await client.indexRemove(NAMESPACE, index);
    await client.truncate(NAMESPACE, set, 0);
  } finally {
    client.close();
  }
  return { runs, records, faults };
}
