// What is measured, as data. To add a workload, add a line: `op` names an operation of clients/operations.mjs, `record`
// a record of records.mjs. `quick` marks those that `--quick` runs.
//
// `inFlight` is per process. The vendor's client opens one connection per command under way and refuses more than
// maxConnsPerNode (100 by default): beyond that its default is measured as it is, errors included, and again with each
// of the two settings that its documentation offers.

export const WORKLOADS = [
  ...sweep('get', 'text-100', [1, 16, 128, 1024], [1, 16, 128]),
  ...sweep('put', 'text-100', [1, 16, 128, 1024], [16]),
  { op: 'get', record: 'bins-10', inFlight: 64 },
  { op: 'put', record: 'bins-10', inFlight: 64, quick: true },
  { op: 'get', record: 'bins-100', inFlight: 64, quick: true },
  { op: 'put', record: 'bins-100', inFlight: 64 },
  { op: 'get', record: 'text-10k', inFlight: 64 },
  { op: 'put', record: 'text-10k', inFlight: 64 },
  { op: 'get', record: 'bytes-10k', inFlight: 64, quick: true },
  { op: 'put', record: 'bytes-10k', inFlight: 64 },
  { op: 'get', record: 'bytes-1m', inFlight: 4 },
  { op: 'put', record: 'bytes-1m', inFlight: 4, quick: true },
  { op: 'get', record: 'text-100', inFlight: 64, processes: 2 },
  { op: 'get', record: 'text-100', inFlight: 64, processes: 4, quick: true },
  { op: 'put', record: 'text-100', inFlight: 64, processes: 2 },
  { op: 'put', record: 'text-100', inFlight: 64, processes: 4 },
].map((workload) => ({ processes: 1, quick: false, ...workload }));

function sweep(op, record, inFlights, quick) {
  return inFlights.map((inFlight) => ({ op, record, inFlight, quick: quick.includes(inFlight) }));
}

/** The connections that the vendor's client takes by default. */
const VENDOR_DEFAULT_CONNECTIONS = 100;

const VENDOR = { name: 'aerospike', client: 'vendor', config: {} };
const TENDRIL = { name: 'tendril', client: 'tendril', config: {} };

/** Who runs a workload, in the order of a round. */
export function contenders(workload) {
  if (workload.inFlight <= VENDOR_DEFAULT_CONNECTIONS) return [VENDOR, TENDRIL];
  return [
    VENDOR,
    {
      name: `aerospike, maxConnsPerNode ${workload.inFlight}`,
      client: 'vendor',
      config: { maxConnsPerNode: workload.inFlight },
    },
    {
      name: 'aerospike, command queue 100',
      client: 'vendor',
      config: {},
      commandQueue: { maxCommandsInProcess: VENDOR_DEFAULT_CONNECTIONS, maxCommandsInQueue: 0 },
    },
    TENDRIL,
  ];
}

export function describeWorkload({ op, record, inFlight, processes }) {
  const where = processes === 1 ? '' : `, ${processes} processes`;
  return `${op} ${record}, ${inFlight} in flight${where}`;
}
