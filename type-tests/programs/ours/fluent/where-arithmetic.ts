// Numbers are calculated with.
import { db, orders, users } from '../../fluent/model';

db.get(users, 'a').where((user) => user.age.plus(1).times(2).int().eq(user.points.size()));
db.get(orders, 7).where((order) => order.price.times(order.count.toFloat()).gt(order.total.float()));
db.get(orders, 7).where((order) => order.count.modulo(2).eq(0));
