// Scans and queries: how many records a second, at what CPU, how soon the first, and how much memory a slow consumer
// takes; beside the vendor's client on a running cluster, and on the embedded server.
import { factor, heading, megabytes, number, progress, Table, thousands } from '../lib/format.mjs';
import { inBench } from '../lib/paths.mjs';
import { Child } from '../lib/processes.mjs';
import { median } from '../lib/statistics.mjs';
import { startTarget } from '../targets/target.mjs';

/** The share of the records that the index finds. */
const SOME = 0.1;
const FIRSTS = { quick: 10, whole: 50 };
const EMBEDDED_QUERY = 10_000;
const SLOW = { perSecond: 10_000, seconds: { quick: 3, whole: 60 } };
const ORDER_LIMIT_MS = 600_000;

const COLUMNS = ['what', 'aerospike', 'tendril', 'ratio', 'goal'];

class StreamClient {
  constructor(contender, hosts, set, cores) {
    const job = JSON.stringify({ contender, hosts, set });
    this.child = new Child(contender, inBench('clients', 'stream-process.mjs'), [job], { cores });
  }

  async ask(order, options = {}) {
    this.child.send({ order, ...options });
    const { failure, ...result } = await this.child.next('done', ORDER_LIMIT_MS);
    if (failure !== undefined) throw new Error(`${this.child.name}, ${order}: ${failure}`);
    return result;
  }
}

async function startClient(...args) {
  const client = new StreamClient(...args);
  await client.child.next('ready');
  return client;
}

export async function streams(options) {
  const results = {};
  const { records } = options;
  const size = { records, some: records * SOME, firsts: options.quick ? FIRSTS.quick : FIRSTS.whole };
  if (options.hosts !== undefined) results.cluster = await onCluster(options, size);
  results.embedded = await onEmbedded(options, size);
  return results;
}

async function onCluster(options, size) {
  const { hosts } = options;
  const set = `streams${process.pid}`;
  heading(
    'Streams',
    `Records of about 150 bytes on a running cluster: a set of ${number(size.records)}, and an index that finds ` +
      `${number(size.some)} of them. Both clients tell each record as an event; medians of the rounds.`,
  );
  const cores = options.cores?.client;
  const tendril = await startClient('tendril', hosts, set, cores);
  const vendor = await startClient('vendor', hosts, set, cores);
  try {
    progress('filling the set');
    await tendril.ask('fill', { records: size.records });
    const rounds = { scan: [], query: [], loop: [] };
    const some = { from: 0, to: size.some };
    if (!options.quick) for (const client of [vendor, tendril]) await client.ask('scan');
    for (let round = 0; round < options.rounds; round++) {
      for (const order of ['scan', 'query']) {
        progress(`round ${round + 1}: ${order}`);
        const pair = { vendor: await vendor.ask(order, some), tendril: await tendril.ask(order, some) };
        const wanted = order === 'scan' ? size.records : size.some;
        for (const [name, { records }] of Object.entries(pair)) {
          if (records !== wanted) throw new Error(`${name}, ${order}: ${records} records instead of ${wanted}`);
        }
        rounds[order].push(pair);
      }
      rounds.loop.push({ vendor: rounds.scan.at(-1).vendor, tendril: await tendril.ask('loop') });
    }
    const firsts = [];
    for (let i = 0; i < size.firsts; i++) {
      const one = { from: i * 10, to: i * 10 + 10 };
      firsts.push({ vendor: await vendor.ask('query', one), tendril: await tendril.ask('query', one) });
    }
    const slow = await tendril.ask('slow', {
      perSecond: SLOW.perSecond,
      seconds: options.quick ? SLOW.seconds.quick : SLOW.seconds.whole,
    });
    await tendril.ask('remove');
    print(rounds, firsts, slow);
    return { rounds, firsts, slow };
  } finally {
    await Promise.all([vendor.child.stop(), tendril.child.stop()]);
  }
}

const rate = ({ records, elapsedMs }) => (records / elapsedMs) * 1000;
const cpu = ({ records, cpuMicros }) => cpuMicros / records;
const first = ({ firstMs }) => firstMs;

function print({ scan, query, loop }, firsts, slow) {
  const table = new Table(COLUMNS);
  const add = (what, pairs, pick, write, goal, isMet) => {
    const of = (name) => median(pairs.map((pair) => pick(pair[name])));
    const ratio = median(pairs.map((pair) => pick(pair.tendril) / pick(pair.vendor)));
    const judged = isMet === undefined ? goal : `${goal}: ${isMet(ratio) ? 'met' : '**missed**'}`;
    table.add([what, write(of('vendor')), write(of('tendril')), factor(ratio), judged]);
  };
  add('scan: records/s', scan, rate, thousands, '≥ 1.5×', (ratio) => ratio >= 1.5);
  add('scan: client CPU µs/record', scan, cpu, number, '≤ 0.5×', (ratio) => ratio <= 0.5);
  add('scan with `for await`: records/s', loop, rate, thousands, '', undefined);
  add('scan with `for await`: client CPU µs/record', loop, cpu, number, '', undefined);
  add('query: records/s', query, rate, thousands, '', undefined);
  add('query: client CPU µs/record', query, cpu, number, '≤ 0.5×', (ratio) => ratio <= 0.5);
  add('first record of a query on an index: ms', firsts, first, number, '≤ 1×', (ratio) => ratio <= 1);
  const isFlat = slow.rssBytes <= 64 * 2 ** 20;
  table.add([
    `scan at ${number(SLOW.perSecond)} records/s, ${number(slow.elapsedMs / 1000)} s: more RSS, MB`,
    'cannot',
    megabytes(slow.rssBytes),
    '',
    `≤ 67 MB: ${isFlat ? 'met' : '**missed**'}`,
  ]);
}

async function onEmbedded(options, size) {
  heading('Streams of the embedded server', `${number(size.records)} records of about 150 bytes on one node.`);
  const target = await startTarget('embedded', { cores: options.cores?.server });
  try {
    const client = await startClient('tendril', target.hosts, 'streams', options.cores?.client);
    progress('filling the embedded server');
    await client.ask('fill', { records: size.records });
    const scans = [];
    const queries = [];
    for (let round = 0; round < options.rounds; round++) {
      scans.push(await client.ask('scan'));
      queries.push(await client.ask('query', { from: 5_000, to: 5_000 + EMBEDDED_QUERY }));
    }
    await client.child.stop();
    const table = new Table(['what', 'tendril', 'goal']);
    const perSecond = median(scans.map(rate));
    const ms = median(queries.map(({ elapsedMs }) => elapsedMs));
    table.add(['scan: records/s', thousands(perSecond), `≥ 300 k: ${perSecond >= 300_000 ? 'met' : '**missed**'}`]);
    table.add([`query of ${number(EMBEDDED_QUERY)}: ms`, number(ms), `≤ 50: ${ms <= 50 ? 'met' : '**missed**'}`]);
    return { scans, queries };
  } finally {
    await target.stop();
  }
}
