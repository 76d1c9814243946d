import { db } from '../../fluent/model';

db.as('quikc'); // TS2345: no such profile
