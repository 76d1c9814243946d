// Expressions as text: filters, values beside the text, projections, and what an error says.
const Aerospike = require('tendril');

const { exp, Key } = Aerospike;

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const keys = ['ann', 'bob', 'cid'].map((name) => new Key('test', 'ael', name));
  const people = [
    { name: 'Ann', age: 34, tags: ['gold', 'new'], visits: { home: 3, shop: 12 } },
    { name: 'Bob', age: 17, tags: [], visits: { home: 1 } },
    { name: "O'Neil", age: 52, tags: ['gold'], visits: { shop: 40 } },
  ];
  for (const [i, key] of keys.entries()) await client.put(key, people[i]);

  const matching = async (filterExpression) => {
    const rows = await client.batchRead(
      keys.map((key) => ({ key, readAllBins: true })),
      { filterExpression },
    );
    return rows.filter((row) => row.status === Aerospike.status.OK).map((row) => row.record.bins.name);
  };
  console.log(await matching(exp.ael('$.age >= 18 and "gold" in $.tags'))); // [ 'Ann', "O'Neil" ]
  console.log(await matching(exp.ael`$.name == ${"O'Neil"} or $.age < ${18}`)); // [ 'Bob', "O'Neil" ]
  console.log(await matching(exp.ael('$.visits.shop > 10 and not($.visits.home.exists())'))); // [ "O'Neil" ]

  const total = exp.operations.read('total', exp.ael('$.visits.home:INT + $.visits.shop:INT'));
  console.log((await client.operate(keys[0], [total])).bins.total); // 15

  try {
    exp.ael('$.age > 21 && $.name == "Ann"');
  } catch (error) {
    console.log(error.message);
  }
  for (const key of keys) await client.remove(key);
  client.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
