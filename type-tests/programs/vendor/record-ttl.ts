// Remaining lifetime and generation of a record in arithmetic.
import Aerospike, { type AerospikeRecord, type Client } from 'tendril';

declare const client: Client;
export async function expiresAt(id: string): Promise<number> {
  const record: AerospikeRecord = await client.get(new Aerospike.Key('test', 'demo', id));
  const generation: number = record.gen;
  return Date.now() + record.ttl * 1000 + generation * 0;
}
