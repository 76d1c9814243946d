// Lists and maps, and what is inside them.
import { db, orders, users } from '../../fluent/model';

db.get(users, 'a').where((user) => user.tags.includes('vip').and(user.tags.length().lt(9), user.tags.at(-1).eq('new')));
db.get(users, 'a').where((user) => user.points.get('ann').gt(3).and(user.points.has('bob')));
db.get(users, 'a').where((user) => user.scores.has(7).and(user.scores.get(7).le(3)));
db.get(orders, 7).where((order) => order.lines.at(0).get('count').ge(2));
