// What one operation of a workload is, the same for both clients: the public API as an application calls it, with new
// key objects each time and default policies. `call.key(i)` is key number i.

const ROWS = 100;
const MANY_ROWS = 10_000;

const keys = ({ key, i }, count) => Array.from({ length: count }, (_, n) => key(i + n));

const readRows = (client, call, count) =>
  client.batchRead(keys(call, count).map((key) => ({ key, readAllBins: true })));

const writeRows = (client, call, { batchType, operations }) => {
  const ops = Object.entries(call.bins).map(([bin, value]) => operations.write(bin, value));
  return client.batchWrite(keys(call, ROWS).map((key) => ({ type: batchType.BATCH_WRITE, key, ops })));
};

export const OPERATIONS = {
  get: (client, { key, i }) => client.get(key(i)),
  put: (client, { key, i, bins }) => client.put(key(i), bins),
};

/** Operations of batches; not part of the section `commands`. */
export const BATCHES = {
  batchRead: (client, call) => readRows(client, call, ROWS),
  batchRead10k: (client, call) => readRows(client, call, MANY_ROWS),
  batchWrite: writeRows,
};

/** Records of one operation. */
export const RECORDS = { batchRead: ROWS, batchRead10k: MANY_ROWS, batchWrite: ROWS };
