// Callbacks in every form that strict programs write: bare, annotated as the vendor declares them, wider, and passed on.
import {
  type AerospikeBins,
  type AerospikeError,
  type AerospikeRecord,
  type BatchReadRecord,
  type Client,
  type ConfigOptions,
  connect,
  Key,
  type KeyOptions,
  type TypedCallback,
} from 'tendril';

declare const client: Client;
const key = new Key('test', 'demo', 'a');

client.get(key, (error?: AerospikeError, record?: AerospikeRecord) => {
  if (error) console.log(error.code, error.message, error.inDoubt, error.isServerError());
  else console.log(record?.bins.n, record?.ttl);
});
client.get(key, (error: AerospikeError | undefined, record: AerospikeRecord | undefined) => console.log(error, record));
client.get(key, (error: Error | undefined) => console.log(error?.message));
client.get(key, () => {});
client.get<{ n: number }>(key, (error, record) => console.log(error?.code, record?.bins.n.toFixed()));
client.exists(key, {}, (error, exists) => console.log(error?.code, exists === true));
client.put(key, { n: 1 }, (error, written) => console.log(error?.code, written?.equals(key)));
client.put(key, { n: 1 }, { ttl: 60 }, {}, (error?: AerospikeError, written?: Key) =>
  console.log(error, written?.digest),
);
client.remove(key, (error, removed) => console.log(error?.code, removed?.ns));
client.operate(key, [], { gen: 1 }, (error, record) => console.log(error?.code, record?.bins));
client.infoAny((error?: AerospikeError, reply?: string) => console.log(error, reply?.split(';')));
client.infoAll('build', (error, replies) =>
  console.log(
    error?.code,
    replies?.map(({ host, info }) => [host.node_id, info]),
  ),
);
client.infoNode('build', client.getNodes()[0]!, (error, reply) => console.log(error?.code, reply?.length));

export function read(id: string, done: TypedCallback<AerospikeRecord>): void {
  client.get(new Key('test', 'demo', id), done);
}

export function batch(keys: Key[], done: TypedCallback<unknown>): void {
  const rows: BatchReadRecord[] = keys.map((one) => ({ key: one, readAllBins: true }));
  client.batchRead(rows, (error, results) => done(error, results));
  client.batchGet(keys, {}, done);
}

export function write<B extends AerospikeBins>(at: KeyOptions, bins: B, done: TypedCallback<Key>): void {
  client.put(at, bins, done);
}

export function open(config: ConfigOptions, done: (error?: AerospikeError, made?: Client) => void): Client {
  return connect(config, done);
}

export const connected: Promise<Client> = client.connect((error) => console.log(error?.code));
