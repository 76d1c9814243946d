import { db, people, schema } from '../../fluent/model';

db.insert(people, 'ann', { age: 3 }); // TS2345|TS2741|TS2769: the schema wants a name
