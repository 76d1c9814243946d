// Pages, and where to go on.
import { db, same, type User, users } from '../../fluent/model';

export async function pages(): Promise<void> {
  const { records, cursor } = await db.query(users).select('name').page(100);
  same<typeof records, Pick<User, 'name'>[]>();
  same<typeof cursor, string | undefined>();
  for await (const page of db.query(users).after(cursor).partitions(0, 1024).withMetadata().pages(100)) {
    same<(typeof page.records)[0]['bins'], User>();
  }
  same<ReturnType<typeof db.query<User>>['cursor'], string | undefined>();
}
