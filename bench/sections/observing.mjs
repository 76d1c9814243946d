// What it costs to be watched: the same client with metrics, with a subscriber to its tracing channel, and with both, each
// against itself without, side by side on one embedded server.
import { compare } from '../lib/comparison.mjs';
import { heading } from '../lib/format.mjs';

const WATCHED = [
  { op: 'get', record: 'text-100', inFlight: 1, quick: true },
  { op: 'get', record: 'text-100', inFlight: 64, quick: true },
  { op: 'put', record: 'text-100', inFlight: 64 },
].map((workload) => ({ processes: 1, ...workload }));

const WATCHERS = [
  { name: 'aerospike', client: 'vendor', config: {} },
  { name: 'aerospike, metrics', client: 'vendor', config: {}, metrics: true, against: 'aerospike' },
  { name: 'tendril', client: 'tendril', config: {} },
  { name: 'tendril, metrics', client: 'tendril', config: {}, metrics: true, against: 'tendril' },
  { name: 'tendril, traced', client: 'tendril', config: {}, traces: true, against: 'tendril' },
  {
    name: 'tendril, metrics and traced',
    client: 'tendril',
    config: {},
    metrics: true,
    traces: true,
    against: 'tendril',
  },
];

export async function observing(options) {
  const own = { ...options, target: 'embedded', versus: 'against itself without' };
  const chosen = (workloads) => workloads.filter(({ quick }) => quick || !options.quick);
  heading('Metrics and tracing', 'Against one embedded server. The ratio is to the same client, not watched.');
  return await compare(chosen(WATCHED), () => WATCHERS, own);
}
