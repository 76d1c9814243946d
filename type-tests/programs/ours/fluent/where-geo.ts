// Points in regions.
import { GeoJSON } from 'tendril';
import { db, users } from '../../fluent/model';

db.get(users, 'a').where((user) => user.home.within(GeoJSON.Circle(1, 2, 3)));
db.query(users).index('home', { within: GeoJSON.Circle(1, 2, 3) });
