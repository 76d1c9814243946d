import { db, users } from '../../fluent/model';

db.get(users, 'ann').where((user) => user.address.get('town').eq('Rome')); // TS2345: misspelt
