// Changes of what is inside lists and maps.
import { db, orders, users } from '../../fluent/model';

db.update(users, 'ann').change((user) => [
  user.points.get('ann').add(5),
  user.scores.get(7).set(1),
  user.address.get('geo').get('lat').set(1.5),
  user.address.assign({ city: 'Rome' }),
  user.tags.at(0).set('first'),
]);
db.update(orders, [1, 2]).change((order) => [order.lines.at(0).get('count').add(1), order.lines.push({ sku: 'a', count: 1 })]);
