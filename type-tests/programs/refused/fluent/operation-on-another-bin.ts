import { operations } from 'tendril';
import { db, users } from '../../fluent/model';

db.update(users, 'ann').change(() => [operations.incr('aeg', 1)]); // TS2322|TS2345: misspelt
