// Bins as they are stored, for programs that pass them on: what is read as particles is written as the same particles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { connect } from '../../src/api/aerospike.ts';
import { READ_PARTICLES } from '../../src/api/commands/records.ts';
import { Key } from '../../src/model/key.ts';
import { Particle } from '../../src/model/particle.ts';

test('a record that was read as particles is written as it was', async (t) => {
  const server = await EmbeddedServer.start({ port: 0 });
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  const read = (key: Key) =>
    (client as unknown as Record<symbol, (key: Key) => Promise<unknown>>)[READ_PARTICLES]?.(key) as Promise<{
      bins: object;
      gen: number;
    }>;
  const [first, second] = ['a', 'b'].map((name) => new Key('test', 'particles', name)) as [Key, Key];
  // A whole double, bytes of Python, a HyperLogLog, a map with an integer as key.
  const bins = {
    d: new Particle(2, Buffer.from('4000000000000000', 'hex')),
    py: new Particle(9, Buffer.from('01ff', 'hex')),
    hll: new Particle(18, Buffer.from('0004000000000000000000000000004080003080000000', 'hex')),
    m: new Particle(19, Buffer.from('82c70001c001c3', 'hex')),
  };
  await client.put(first, bins as never);
  const found = await read(first);
  assert.deepStrictEqual({ ...found.bins }, bins);
  assert.strictEqual(found.gen, 1);
  await client.put(second, found.bins as never);
  assert.deepStrictEqual((await read(second)).bins, found.bins);
  await assert.rejects(read(new Key('test', 'particles', 'absent')), { code: 2 });
});
