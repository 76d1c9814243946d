// The ten lines of the README: connect, write, read, close. AEROSPIKE_HOSTS names the cluster, as with the vendor's client.
const Aerospike = require('tendril');

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const key = new Aerospike.Key('test', 'demo', 'ada');
  await client.put(key, { name: 'Ada', born: 1815, languages: ['English', 'French'] });
  const record = await client.get(key);
  console.log(record.bins, record.gen);
  await client.remove(key);
  client.close();
}

main();
