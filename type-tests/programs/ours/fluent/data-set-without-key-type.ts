// Without a type of keys all keys are.
import { dataSet } from 'tendril/fluent';
import { db } from '../../fluent/model';

const any = dataSet<{ n: number }>('test', 'any');
db.get(any, 'text');
db.get(any, 7);
db.get(any, Buffer.from('bytes'));
