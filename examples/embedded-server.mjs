// A test without a database: an embedded server of three nodes inside the process, gone with the block that started it.
import assert from 'node:assert/strict';
import Aerospike, { Key } from 'tendril';
import { EmbeddedServer } from 'tendril-server';

const server = await EmbeddedServer.start({ port: 0, nodes: 3 });
try {
  const client = await Aerospike.connect({ hosts: server.hosts });
  const keys = Array.from({ length: 100 }, (_, i) => new Key('test', 'demo', i));
  await Promise.all(keys.map((key, i) => client.put(key, { i })));
  const records = await Promise.all(keys.map((key) => client.get(key)));
  assert.deepEqual(
    records.map((record) => record.bins.i),
    keys.map((key) => key.key),
  );
  console.log(`${records.length} records on ${client.getNodes().length} nodes`);
  client.close();
} finally {
  await server.stop();
}
