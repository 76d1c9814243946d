// AEL, with values beside it.
import { exp } from 'tendril';
import { db, users } from '../../fluent/model';

db.get(users, 'ann').where('$.age > 21');
db.get(users, 'ann').where('$.age > ?0 and $.name == ?1', [21, 'Ann']);
db.delete(users, 'ann').where('$.age > ?age', { age: 21 });
db.query(users).where(exp.ael`$.age > ${21}`);
