// Callbacks without annotations: the error's code is read.
import * as Aerospike from 'tendril';

declare const client: Aerospike.Client;
const key = new Aerospike.Key('test', 'demo', 'a');
client.get(key, (error, record) => {
  if (error && error.code !== Aerospike.status.ERR_RECORD_NOT_FOUND) throw error;
  console.log(record?.bins);
});
client.put(key, { a: 1 }, { ttl: 10 }, (error) => {
  if (error) console.log(error.code, error.inDoubt);
});
client.connect((error) => {
  if (error) console.log(error.code);
});
