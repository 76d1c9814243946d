// The fluent layer: data sets, chains, conditions, changes, batches, queries.
const { connect } = require('tendril');
const { dataSet, fluent } = require('tendril/fluent');

async function main() {
  const client = await connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const db = fluent(client, { profiles: { quick: { all: { totalTimeout: 500 } } } });
  const books = dataSet('test', 'books', { expiresIn: '30d' });

  await db.replace(books, [
    { id: 'ulysses', bins: { title: 'Ulysses', year: 1922, tags: ['novel'], lent: {} } },
    { id: 'emma', bins: { title: 'Emma', year: 1815, tags: ['novel', 'comedy'], lent: { ann: 2 } } },
  ]);

  console.log(await db.get(books, ['emma', 'faust']).select('title')); // [ { title: 'Emma' }, undefined ]
  console.log(await db.as('quick').get(books, 'emma').where('$.year < ?0', [1900]).select('year')); // { year: 1815 }

  const lent = await db.update(books, 'emma').change((book) => [book.lent.get('bob').add(1), book.lent.topKeys(1)]);
  console.log(lent); // { lent: [ 'ann' ] }

  const [emma, isThere] = await db.batch([
    db.get(books, 'emma').compute((book) => ({ readers: book.lent.size(), old: book.year.lt(1900) })),
    db.exists(books, 'faust'),
  ]);
  console.log(emma, isThere); // { readers: 2, old: true } false

  const titles = [];
  for await (const { title } of db
    .query(books)
    .where((book) => book.tags.includes('novel'))
    .select('title')) {
    titles.push(title);
  }
  console.log(titles.sort()); // [ 'Emma', 'Ulysses' ]

  const [first, second] = await db
    .batch([db.insert(books, 'emma', { title: 'Emma' }), db.delete(books, 'ulysses')])
    .settle();
  console.log(first.status, first.reason.codeName, second.value); // rejected ERR_RECORD_EXISTS true

  await db.delete(books, 'emma');
  client.close();
}

main();
