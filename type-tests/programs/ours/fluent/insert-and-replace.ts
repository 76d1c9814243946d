// Whole records, one or several.
import { db, same, users, whole } from '../../fluent/model';

export async function whole2(): Promise<void> {
  const nothing = await db.insert(users, 'ann', whole);
  same<typeof nothing, undefined>();
  await db.insert(users, [{ id: 'a', bins: whole }]).expiresIn('30d');
  await db.replace(users, 'ann', whole).ifExists().expiresIn('never');
}
