// A schema of zod says what records may be: it gives the types, and judges what is written and read.
const { connect } = require('tendril');
const { dataSet, fluent } = require('tendril/fluent');
const { z } = require('zod');

const Book = z.object({
  title: z.string().min(1),
  year: z.int().gte(1450),
  tags: z.array(z.string()).default([]),
});

async function main() {
  const client = await connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const db = fluent(client);
  // In TypeScript the bins are of z.output<typeof Book>, and `insert` takes z.input<typeof Book>.
  const books = dataSet('test', 'schema-books', { schema: Book, partial: Book.partial(), checkReads: true });

  await db.replace(books, 'emma', { title: 'Emma', year: 1815 });
  console.log(await db.get(books, 'emma')); // { title: 'Emma', year: 1815, tags: [] }

  for (const write of [db.replace(books, 'x', { title: '', year: 3 }), db.update(books, 'emma', { year: 12.5 })]) {
    const { message, cause } = await write.catch((error) => error);
    console.log(message, cause.length);
  }
  // bins for set schema-books: title: Too small: expected string to have >=1 characters; year: Too small: … 2
  // bins for set schema-books: year: Invalid input: expected int, received number 1

  // Another program has written something else: reading tells.
  await db.update(dataSet('test', 'schema-books'), 'emma', { year: 'long ago' });
  const [read] = await Promise.allSettled([db.query(books).toArray()]);
  console.log(read.reason.message); // record read from set schema-books: year: Invalid input: expected number, received string

  await db.delete(books, 'emma');
  client.close();
}

main();
