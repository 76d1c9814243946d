// What the server computes has the type of what it is computed of.
import { ael } from 'tendril/fluent';
import { db, same, users } from '../../fluent/model';

export async function computed(): Promise<void> {
  const user = await db
    .get(users, 'ann')
    .compute((bins, record) => ({
      tags: bins.tags.length(),
      adult: bins.age.ge(18),
      city: bins.address.get('city').text(),
      left: record.ttl(),
      half: ael<number>('$.age:INT / 2'),
    }))
    .orThrow();
  same<typeof user.tags, number | null>();
  same<typeof user.adult, boolean | null>();
  same<typeof user.city, string | null>();
  same<typeof user.left, number | null>();
  same<typeof user.half, number | null>();
}
