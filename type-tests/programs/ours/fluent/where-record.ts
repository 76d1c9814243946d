// What the server knows of a record beside its bins.
import { db, users } from '../../fluent/model';

db.query(users).where((_, record) => record.ttl().lt(3600).and(record.sinceUpdate().gt(1000)));
db.query(users).where((user, record) => record.digestModulo(10).eq(3).and(user.active.isTrue(), record.hasKey()));
