// Transfers between accounts, each all or nothing, several at the same time. Brings its own database, which has a
// namespace with strong consistency.
const Aerospike = require('tendril');
const { EmbeddedServer } = require('tendril-server');

const { Key, operations } = Aerospike;

class NotEnoughMoney extends Error {}

async function main() {
  const server = await EmbeddedServer.start({ namespaces: [{ name: 'bank', strongConsistency: true }] });
  const client = await Aerospike.connect({ hosts: server.hosts });
  const accounts = ['ada', 'grace', 'edsger'].map((name) => new Key('bank', 'accounts', name));
  await client.batchWrite(accounts.map((key) => ({ type: 1, key, ops: [operations.write('balance', 100)] })));

  let runs = 0;
  // The function runs anew when another transaction was in the way.
  const transfer = (from, to, amount) =>
    client.transaction(
      async (txn) => {
        runs++;
        const { bins } = await client.get(from, { txn });
        if (bins.balance < amount) throw new NotEnoughMoney(`${bins.balance} is less than ${amount}`);
        await Promise.all([
          client.operate(from, [operations.incr('balance', -amount)], null, { txn }),
          client.operate(to, [operations.incr('balance', amount)], null, { txn }),
        ]);
      },
      { timeout: 5, retries: 50 },
    );

  const [ada, grace, edsger] = accounts;
  const outcomes = await Promise.allSettled([
    transfer(ada, grace, 30),
    transfer(grace, edsger, 20),
    transfer(edsger, ada, 10),
    transfer(ada, edsger, 1000),
  ]);
  console.log(outcomes.map(({ status, reason }) => reason?.message ?? status));
  console.log(`${outcomes.length} transfers took ${runs} runs`);

  const results = await client.batchGet(accounts);
  const balances = results.map(({ record }) => record.bins.balance);
  console.log(
    balances,
    balances.reduce((sum, balance) => sum + balance),
  ); // [ 80, 110, 110 ] 300
  client.close();
  await server.stop();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
