// The goals that commands on a real server have, as data: a workload, who runs it, and the ratios to the vendor's client
// that are wanted. `at` names a ratio: of operations, CPU and latency, each round by round.

export const MODES = [
  { name: 'tendril', client: 'tendril', config: {} },
  { name: 'tendril, reads merged', client: 'tendril', config: { mergeCommands: 'reads' } },
  { name: 'tendril, nothing merged', client: 'tendril', config: { mergeCommands: 'off' } },
];
const [TENDRIL, , SINGLY] = MODES;
const vendor = (config = {}) => ({ name: 'aerospike', client: 'vendor', config });

/** What the vendor's client needs, to have so many under way. */
const withConnections = (inFlight) => vendor(inFlight > 100 ? { maxConnsPerNode: inFlight } : {});

const row = (op, inFlight, goal, more = {}) => ({
  label: `${op}, ${inFlight} in flight`,
  workload: { op, record: 'text-100', inFlight, processes: 1 },
  contenders: [withConnections(inFlight), TENDRIL, SINGLY],
  goal,
  ...more,
});

const FAST_GET = { operations: ['≥', 6], cpu: ['≤', 0.15], p99: ['≤', 0.3] };
const FAST_PUT = { operations: ['≥', 5], cpu: ['≤', 0.17], p99: ['≤', 0.3] };
const FEW = { operations: ['≥', 2.2], cpu: ['≤', 0.35], p99: ['≤', 0.6] };
const THREE_TIMES = { operations: ['≥', 3] };

const sharedMemory = { enable: true, key: 0xbe7c4 };

/** Rows of the table; `namespace` is one on a device, if the cluster has one. */
export function goalRows(namespace) {
  const onDevice = (base) => ({
    ...base,
    label: `${base.label}, namespace ${namespace} on a device`,
    workload: { ...base.workload, namespace },
  });
  const commands = [
    row('get', 128, FAST_GET, { contenders: [withConnections(128), ...MODES] }),
    row('put', 128, FAST_PUT),
    row('get', 16, FEW),
    row('put', 16, FEW),
    row('get', 1, {}),
    {
      label: 'get, 4 processes × 64 in flight, shared memory',
      workload: { op: 'get', record: 'text-100', inFlight: 64, processes: 4 },
      contenders: [
        vendor(),
        { ...TENDRIL, config: { sharedMemory } },
        { ...vendor({ sharedMemory }), name: 'aerospike, shared memory' },
      ],
      goal: { operations: ['≥', 4], cpu: ['≤', 0.15] },
    },
  ];
  const device = [row('get', 128, THREE_TIMES), row('put', 128, THREE_TIMES), row('get', 16, {}), row('put', 16, {})];
  return [
    ...commands,
    ...(namespace === undefined ? [] : device.map(onDevice)),
    {
      ...row('batchRead', 8, { cpu: ['≤', 0.25], operations: ['≥', 2] }),
      label: 'batchRead of 100 records, 8 in flight',
    },
    {
      ...row('batchWrite', 8, { cpu: ['≤', 0.34], operations: ['≥', 2] }),
      label: 'batchWrite of 100 records, 8 in flight',
    },
    {
      ...row('batchRead10k', 1, {}),
      label: 'batchRead of 10,000 records, 1 in flight',
      loopDelayMs: 10,
    },
  ];
}

/** Arrivals at a rate; the ratio of no quantile is to be above 1. */
export const openLoop = (rate) => ({
  label: `get, ${rate.toLocaleString('en')} arrivals per second`,
  workload: { op: 'get', record: 'text-100', inFlight: 0, rate, processes: 1 },
  contenders: [withConnections(1000), ...MODES],
  goal: { p50: ['≤', 1], p99: ['≤', 1], p999: ['≤', 1], serverCpu: ['≤', 1] },
});
