// A lifetime starts as a constant of `ttl` and may become a number of seconds.
import Aerospike, { type Client } from 'tendril';

declare const client: Client;
export async function store(id: string, value: string, lifetimeMs?: number) {
  let seconds = Aerospike.ttl.NEVER_EXPIRE;
  if (lifetimeMs !== undefined) seconds = Math.max(1, Math.ceil(lifetimeMs / 1000));
  await client.put(new Aerospike.Key('test', 'kv', id), { value }, { ttl: seconds });
}
export async function create(id: string, overwrite: boolean) {
  let exists = Aerospike.policy.exists.CREATE;
  if (overwrite) exists = Aerospike.policy.exists.CREATE_OR_REPLACE;
  await client.put(new Aerospike.Key('test', 'kv', id), { id }, {}, new Aerospike.WritePolicy({ exists }));
}
export function level(verbose: boolean) {
  let level = Aerospike.log.WARN;
  if (verbose) level = Aerospike.log.DEBUG;
  return Aerospike.client({ hosts: 'localhost', log: { level } });
}
