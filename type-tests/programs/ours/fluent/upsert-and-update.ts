// Some bins, of one record or several.
import { db, users } from '../../fluent/model';

db.upsert(users, 'ann', { age: 3 }).where('$.age < 3');
db.upsert(users, [{ id: 'a', bins: { age: 1 } }, { id: 'b', bins: { name: 'B' } }]);
db.upsert(users, ['a', 'b'], { active: true });
db.update(users, 'ann', { age: 4 }).ifGeneration(3);
db.update(users, ['a', 'b'], { active: false });
