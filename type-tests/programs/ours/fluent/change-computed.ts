// Bins are set to what the server computes of others.
import { ael } from 'tendril/fluent';
import { db, orders } from '../../fluent/model';

db.update(orders, 7).change((order, of) => [
  order.total.set(of.price.times(of.count.toFloat()).float()),
  order.paid.set(of.total.gt(1.5)),
  order.count.set(ael<number>('$.count:INT + 1')),
]);
