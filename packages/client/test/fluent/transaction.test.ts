import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { dataSet, fluent } from '../../src/fluent/index.ts';
import { connect, status } from '../../src/public.ts';

test('what a function does through its session takes effect together or not at all', async (t) => {
  const server = await EmbeddedServer.start({ namespaces: [{ name: 'bank', strongConsistency: true }] });
  const client = await connect({ hosts: server.hosts });
  t.after(async () => {
    client.close();
    await server.stop();
  });
  const db = fluent(client, { profiles: { slow: { all: { totalTimeout: 5000 } } } });
  const accounts = dataSet<{ balance: number }, string>('bank', 'accounts');
  await db.insert(accounts, 'ada', { balance: 100 });
  await db.insert(accounts, 'bob', { balance: 0 });

  const transfer = (amount: number): Promise<number> =>
    db.transaction(async (tx) => {
      await tx.update(accounts, 'ada').change((one) => [one.balance.add(-amount)]);
      await tx
        .as('slow')
        .update(accounts, 'bob')
        .change((one) => [one.balance.add(amount)]);
      const [ada] = await tx.batch([tx.get(accounts, 'ada').orThrow()]);
      await rejects(tx.batch([db.get(accounts, 'ada')]).then(), { code: status.ERR_PARAM });
      if (ada.balance < 0) throw new Error('Not enough money');
      throws(() => tx.query(accounts), { code: status.ERR_PARAM });
      return ada.balance;
    });
  strictEqual(await transfer(30), 70);
  await rejects(transfer(1000), /Not enough money/);
  deepStrictEqual(await db.get(accounts, ['ada', 'bob']), [{ balance: 70 }, { balance: 30 }]);
  // Those that meet others are run anew.
  await Promise.all(Array.from({ length: 5 }, () => transfer(1)));
  deepStrictEqual(await db.get(accounts, ['ada', 'bob']), [{ balance: 65 }, { balance: 35 }]);
});
