// Many records in one command: a few written, read and removed, each row with its own outcome, and what an error tells.
const Aerospike = require('tendril');

const { batchType, Key, operations, policy, status } = Aerospike;

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const keys = ['ada', 'grace', 'edsger'].map((name) => new Key('test', 'demo', name));

  await client.batchWrite(
    keys.map((key, i) => ({ type: batchType.BATCH_WRITE, key, ops: [operations.write('visits', i)] })),
  );

  // Results are in the order of the keys; a missing record is no error.
  const found = await client.batchGet([...keys, new Key('test', 'demo', 'nobody')]);
  for (const { status: code, record } of found) {
    console.log(record.key.key, code === status.OK ? record.bins : 'is missing');
  }

  // Rows of all kinds in one batch; one that fails touches no other.
  const [written, refused] = await client.batchWrite([
    { type: batchType.BATCH_WRITE, key: keys[0], ops: [operations.incr('visits', 1), operations.read('visits')] },
    {
      type: batchType.BATCH_WRITE,
      key: keys[1],
      ops: [operations.write('visits', 0)],
      policy: { exists: policy.exists.CREATE },
    },
  ]);
  console.log(written.record.bins, refused.status === status.ERR_RECORD_EXISTS);

  // Where all rows are alike, one that fails fails the command; the error knows the others.
  try {
    await client.batchRemove(keys, null, { gen: policy.gen.EQ, generation: 2 });
  } catch (error) {
    console.log(
      error.codeName,
      error.results.map((result) => result.status),
    ); // BATCH_FAILED [ 0, 3, 3 ]
  }
  await client.batchRemove(keys);
  client.close();
}

main();
