// Bins, keys and records as results and as arguments of functions of the program.
import Aerospike, {
  type AerospikeBins,
  type AerospikeBinValue,
  type AerospikeRecord,
  Bin,
  type Client,
  Double,
  GeoJSON,
  Key,
  type KeyOptions,
  Record,
  type RecordMetadata,
} from 'tendril';

declare const client: Client;

type User = { name: string; born: number };

export async function all(): Promise<number> {
  const key: Key = new Key('test', 'demo', 'a');
  const written: Key = await client.put(key, { name: 'Ada', born: 1815 }, { ttl: 60 } as RecordMetadata);
  const plain: KeyOptions = { ns: 'test', set: 'demo', key: 'b' };
  const alsoKey: Key = await client.put(plain, { n: 1, list: [1, 'a', null], map: { a: 1 }, d: new Double(1) });
  const user: User = { name: 'Ada', born: 1815 };
  await client.put<User>(key, user);
  await client.put(key, new Map<string, AerospikeBinValue>([['n', 1]]));
  await client.put(key, new Bin('n', 1));
  const record: AerospikeRecord<User> = await client.get<User>(key);
  await client.put(key, record);
  const made: AerospikeRecord = new Record(key, { n: 1 }, { ttl: 10, gen: 1 });
  const literal: AerospikeRecord = { key, bins: { n: 1 }, ttl: 1, gen: 2 };
  const selected = await client.select<User>(key, ['name']);
  const names: string[] = ['name'];
  await client.select<User>(key, names);
  const counted = await client.incr(key, { born: 1 });
  const year: number = counted.bins.born + record.bins.born + selected.bins.born;
  const metadata: AerospikeRecord = await client.existsWithMetadata(key);
  const location = new GeoJSON.Point(1, 2);
  await client.put(key, { location: new GeoJSON({ type: 'Point', coordinates: [1, 2] }) });
  const set: string = key.set;
  const digest: Buffer | undefined = key.digest;
  const userKey: string | number | Buffer = record.key.key;
  const text: string = await client.infoAny('build');
  const parsed = Aerospike.info.parse(text);
  console.log(parsed.statistics.uptime, set, digest, userKey, location, made, literal, alsoKey);
  return year + metadata.ttl * 1000 + metadata.gen + written.ns.length;
}

export async function load<T extends AerospikeBins>(id: string): Promise<T> {
  const record = await client.get<T>(new Key('test', 'demo', id));
  return record.bins;
}

export class Repository<T extends AerospikeBins> {
  constructor(
    private readonly client: Aerospike.Client,
    private readonly set: string,
  ) {}

  find(id: string): Promise<AerospikeRecord<T>> {
    return this.client.get<T>(new Aerospike.Key('test', this.set, id));
  }

  save(id: string, bins: T): Promise<Aerospike.Key> {
    return this.client.put(new Aerospike.Key('test', this.set, id), bins);
  }
}
