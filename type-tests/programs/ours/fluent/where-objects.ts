// Objects with known properties, however deep.
import { db, users } from '../../fluent/model';

db.get(users, 'a').where((user) => user.address.get('geo').get('lat').lt(1.5));
db.get(users, 'a').where((user) => user.address.get('zip').eq(8000).or(user.address.has('zip').not()));
