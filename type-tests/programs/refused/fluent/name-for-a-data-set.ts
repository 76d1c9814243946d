import { db } from '../../fluent/model';

db.get('users', 'ann'); // TS2769: a name is no data set
