// Scans and queries: all records, pages, a secondary index, work in the background, and a state that outlives a process.
const Aerospike = require('tendril');

const { filter, indexType, Key, operations, policy } = Aerospike;

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const people = [
    { name: 'Ada', born: 1815, tags: ['mathematics'] },
    { name: 'Grace', born: 1906, tags: ['compilers', 'navy'] },
    { name: 'Edsger', born: 1930, tags: ['algorithms', 'compilers'] },
  ];
  for (const person of people) {
    await client.put(new Key('test', 'people', person.name), person, {}, { key: policy.key.SEND });
  }

  // All records, as fast as the loop runs and no faster.
  let count = 0;
  for await (const record of client.scan('test', 'people')) count += record.bins.born > 1900 ? 1 : 0;
  console.log(count); // 2

  // Page by page.
  const scan = client.scan('test', 'people', { paginate: true });
  do {
    const page = await scan.results({ maxRecords: 2 });
    console.log(page.length);
  } while (scan.hasNextPage());

  // A secondary index finds records by what is in them.
  const byBirth = await client.createIntegerIndex({ ns: 'test', set: 'people', bin: 'born', index: 'people_born' });
  const byTag = await client.createStringIndex({
    ns: 'test',
    set: 'people',
    bin: 'tags',
    index: 'people_tags',
    type: indexType.LIST,
  });
  await Promise.all([byBirth.waitUntilDone(20), byTag.waitUntilDone(20)]);
  const query = client.query('test', 'people', { select: ['name'] });
  query.where(filter.contains('tags', 'compilers', indexType.LIST));
  console.log((await query.results()).map(({ bins }) => bins.name).sort()); // [ 'Edsger', 'Grace' ]

  // Work on every record that a query finds, done by the nodes themselves.
  const born = client.query('test', 'people', { filters: [filter.range('born', 1900, 1999)] });
  const job = await born.operate([operations.write('century', 20)]);
  await job.waitUntilDone(20);
  console.log((await client.get(new Key('test', 'people', 'Grace'))).bins.century); // 20

  // Where a loop was left, as numbers that go through JSON into another process.
  const cursor = client.scan('test', 'people').records();
  for await (const { bins } of cursor) {
    console.log(typeof bins.name); // string
    break;
  }
  const rest = client.scan('test', 'people');
  rest.nextPage(JSON.parse(JSON.stringify(cursor.saveState())));
  console.log((await rest.results()).length); // 2

  await client.indexRemove('test', 'people_born');
  await client.indexRemove('test', 'people_tags');
  await client.truncate('test', 'people', 0);
  client.close();
}

main();
