// What TLS costs: each client with and without it, side by side on one embedded server that listens on both ports. The
// vendor's client knows no TLS 1.3, so both speak 1.2 where they are compared.
import { compare } from '../lib/comparison.mjs';
import { heading } from '../lib/format.mjs';
import { TLS_TARGET } from '../targets/target.mjs';

const WORKLOADS = [
  { op: 'get', record: 'text-100', inFlight: 1, quick: true },
  { op: 'get', record: 'text-100', inFlight: 16 },
  { op: 'get', record: 'text-100', inFlight: 64, quick: true },
  { op: 'put', record: 'text-100', inFlight: 64 },
  { op: 'get', record: 'bytes-10k', inFlight: 64 },
].map((workload) => ({ processes: 1, ...workload }));

const TLS_1_2 = { protocols: '-all +TLSv1.2' };
const CONTENDERS = [
  { name: 'aerospike', client: 'vendor', config: {} },
  { name: 'aerospike, TLS', client: 'vendor', config: {}, encrypts: true },
  { name: 'tendril', client: 'tendril', config: {} },
  { name: 'tendril, TLS', client: 'tendril', config: {}, encrypts: true, tls: TLS_1_2 },
  { name: 'tendril, TLS 1.3', client: 'tendril', config: {}, encrypts: true },
  { name: 'tendril, not merged', client: 'tendril', config: { mergeCommands: 'off' } },
  {
    name: 'tendril, not merged, TLS',
    client: 'tendril',
    config: { mergeCommands: 'off' },
    encrypts: true,
    tls: TLS_1_2,
  },
];

export function tls(options) {
  heading(
    'TLS',
    "Against one embedded server with a plain port and one for TLS. The ratio is to the faster of the vendor's two, which " +
      'is the one without TLS: compare the lines with TLS with each other.',
  );
  const workloads = WORKLOADS.filter(({ quick }) => quick || !options.quick);
  return compare(workloads, () => CONTENDERS, { ...options, target: TLS_TARGET });
}
