// From an ES module: by names, as a whole, and both entries.

import * as all from 'tendril';
import Aerospike, { type AerospikeRecord, Client, policy } from 'tendril';
import type { Writer } from 'tendril/wire';

const client: Aerospike.Client = new Client({ hosts: 'localhost' });
const other: all.Client = Aerospike.client();
const exists: Aerospike.policy.exists = policy.exists.CREATE;
const record: AerospikeRecord = await client.get(new all.Key('test', 'demo', 1));
const writer = {} as Writer;
console.log(other, exists, record.ttl * 1000, writer);
