// A hundred commands that are called at once travel to their node as a few requests, each with a promise of its own.
const Aerospike = require('aerospike');

async function main() {
  const client = await Aerospike.connect();
  const keys = Array.from({ length: 100 }, (_, i) => new Aerospike.Key('test', 'merging', i));

  await Promise.all(keys.map((key, i) => client.put(key, { i })));
  const records = await Promise.all(keys.map((key) => client.get(key)));
  console.log(`${records.length} records, the last one ${JSON.stringify(records.at(-1).bins)}`);

  // One that fails fails alone.
  await client.remove(keys[7]);
  const outcomes = await Promise.allSettled(keys.map((key) => client.get(key)));
  console.log(`${outcomes.filter(({ status }) => status === 'rejected').length} of them is gone`);

  const { commands, requests } = client.stats().merged;
  console.log(`${commands} commands shared ${requests} requests`);

  // By itself, for once: this one must not wait for anybody.
  await client.get(keys[0], { merge: false });

  await Promise.all(keys.map((key) => client.remove(key).catch(() => {})));
  client.close();
}

main();
