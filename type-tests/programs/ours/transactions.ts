// Functions in transactions keep the type of what they return.
import { type Client, Key, Transaction, type TransactionOptions } from 'tendril';

export async function check(client: Client): Promise<void> {
  const key = new Key('test', 'demo', 1);
  const options: TransactionOptions = { timeout: 5, retries: 3, signal: new AbortController().signal };
  const balance: number = await client.transaction(async (txn) => {
    const { bins } = await client.get<{ balance: number }>(key, { txn });
    await client.put(key, { balance: bins.balance + 1 }, null, { txn });
    return bins.balance;
  }, options);
  const text: string = await client.transaction(() => `${balance}`);
  const nothing: undefined = await client.transaction((txn: Transaction) => void txn.getId(), null);
  const outcome: number = await client.commit(new Transaction(16, 16));
  client.abort(new Transaction(), (error, status) => {
    if (!error && status === Transaction.abortStatus.OK) console.log(text, nothing, outcome);
  });
}
