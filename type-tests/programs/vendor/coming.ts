// What Tendril does not have yet has its types all the same.
import Aerospike, {
  type AerospikeExp,
  type BatchWriteRecord,
  batchType,
  type Client,
  cdt,
  exp,
  filter,
  GeoJSON,
  hll,
  type IndexJob,
  type Job,
  Key,
  lists,
  MetricsListeners,
  type MetricsPolicyOptions,
  maps,
  operations,
  type Query,
  type RecordStream,
  type Scan,
  Transaction,
} from 'tendril';

declare const client: Client;

export async function batches(keys: Key[]): Promise<number> {
  const rows: BatchWriteRecord[] = keys.map((key) => ({
    type: batchType.BATCH_WRITE,
    key,
    ops: [operations.write('n', 1), lists.append('l', 1).withContext((context: cdt.Context) => context.addMapKey('a'))],
  }));
  const results = await client.batchWrite(rows, { totalTimeout: 1 });
  const read = await client.batchRead<{ n: number }>([{ key: keys[0]!, readAllBins: true }]);
  client.batchGet(keys, (error, found) => console.log(error?.code, found?.[0]?.record.bins.n));
  client.batchRemove(keys, {}, { durableDelete: true }, (error) => console.log(error?.code));
  return (results[0]!.status === Aerospike.status.OK ? 1 : 0) + read[0]!.record.bins.n;
}

export async function queries(): Promise<IndexJob> {
  const query: Query = client.query('test', 'demo', { filters: [filter.range('n', 1, 2)], maxRecords: 10 });
  query.where(filter.geoWithinRadius('g', 1, 2, 3));
  query.select('a', 'b');
  const stream: RecordStream = query.foreach({ totalTimeout: 0 });
  stream.on('data', (record) => console.log(record.key, record.bins.n));
  stream.on('error', (error) => console.log(error.code));
  stream.on('end', () => stream.abort());
  for (const { bins } of await query.results<{ n: number }>()) console.log(bins.n);
  const scan: Scan = client.scan('test', 'demo', { concurrent: true });
  const job: Job = await scan.background('module', 'function', [1]);
  await job.wait(10);
  return client.createIndex({
    ns: 'test',
    set: 'demo',
    bin: 'n',
    index: 'i',
    datatype: Aerospike.indexDataType.NUMERIC,
  });
}

export function expressions(): AerospikeExp {
  const context = new cdt.Context().addListIndex(0);
  const value = exp.maps.getByKey(exp.binMap('m'), exp.str('a'), exp.type.INT, maps.returnType.VALUE, context);
  const filterExpression = exp.and(exp.eq(value, exp.int(1)), exp.not(exp.geo(new GeoJSON('{}'))));
  client.get(new Key('test', 'demo', 1), { filterExpression });
  const added: hll.HLLOperation = hll.add('h', ['a', 'b']);
  const read: Aerospike.operations.Operation = exp.operations.read('x', filterExpression, exp.expReadFlags.DEFAULT);
  console.log(added.bin, read.op);
  return exp.let(exp.def('a', exp.int(1)), exp.cond(filterExpression, exp.int(1), exp.int(2)));
}

export async function transactions(): Promise<boolean> {
  const txn = new Transaction();
  await client.put(new Key('test', 'demo', 1), { n: 1 }, {}, { txn });
  return (await client.commit(txn)) === Transaction.commitStatus.OK && txn.getState() === Transaction.state.COMMITTED;
}

export async function administration(): Promise<string[]> {
  const privilege = new Aerospike.admin.Privilege(Aerospike.privilegeCode.READ, { namespace: 'test' });
  await client.createRole('reader', [privilege], null);
  await client.createUser('ada', 'secret', ['reader']);
  const users: Aerospike.admin.User[] = await client.queryUsers();
  await client.truncate('test', 'demo', 0);
  await client.udfRegister('module.lua');
  const metricsListeners = new MetricsListeners({
    enableListener: () => {},
    snapshotListener: (cluster) => console.log(cluster.nodes[0].name),
    nodeCloseListener: (node) => console.log(node.name),
    disableListener: () => {},
  });
  const options: MetricsPolicyOptions = { metricsListeners, interval: 30 };
  await client.enableMetrics(new Aerospike.MetricsPolicy(options));
  return users.map(({ name }) => name);
}
