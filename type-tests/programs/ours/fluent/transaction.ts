// A transaction has the verbs and profiles of its session, and resolves to what its function returns.
import { db, orders, same } from '../../fluent/model';

export async function transfer(): Promise<void> {
  const left = await db.transaction(
    async (tx) => {
      const result = await tx.as('safe').update(orders, 7).change((order) => [order.total.add(-5), order.total.read()]);
      return result.total ?? 0;
    },
    { retries: 3 },
  );
  same<typeof left, number>();
}
