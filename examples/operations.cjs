// Several operations on one record in one round trip, applied as a unit; a write guarded by the generation; the errors.
const Aerospike = require('tendril');

const { operations, policy, status } = Aerospike;

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const key = new Aerospike.Key('test', 'demo', 'counter');
  await client.put(key, { visits: 0, log: '' }, { ttl: 3600 }, { exists: policy.exists.CREATE_OR_REPLACE });

  const { bins, gen } = await client.operate(key, [
    operations.incr('visits', 1),
    operations.append('log', 'hello;'),
    operations.read('visits'),
  ]);
  console.log(bins, 'at generation', gen);

  // Succeeds only if nobody has written since: the generation must be the one we saw.
  await client.put(key, { visits: 100 }, { gen }, { gen: policy.gen.EQ });
  try {
    await client.put(key, { visits: 200 }, { gen }, { gen: policy.gen.EQ });
  } catch (error) {
    console.log(error.code === status.ERR_RECORD_GENERATION, error.codeName, 'in doubt:', error.inDoubt);
  }
  client.close();
}

main();
