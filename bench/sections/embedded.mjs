// The embedded server as the thing measured: both clients drive it, and a bare pipelining loop finds out how much one
// server process can do.
import { compare } from '../lib/comparison.mjs';
import { heading } from '../lib/format.mjs';
import { contenders } from '../lib/workloads.mjs';

const RAW_CONNECTIONS = 8;

const WORKLOADS = [
  { op: 'get', record: 'text-100', inFlight: 64, quick: true },
  { op: 'put', record: 'text-100', inFlight: 64, quick: true },
  { op: 'get', record: 'bins-10', inFlight: 64 },
  { op: 'put', record: 'bins-10', inFlight: 64 },
].map((workload) => ({ processes: 1, ...workload }));

/** The pipelining loop sends the same request again and again: all its load falls on one record. */
const RAW = { name: `bare sockets, ${RAW_CONNECTIONS} connections`, client: 'floor', connections: RAW_CONNECTIONS };

export function embedded(options) {
  heading(
    'Embedded server',
    'One server process in memory. The clients use 512 keys; the bare sockets repeat one request and decode nothing. ' +
      'Operations/s divided by "server cores" is what one fully used core of the server does.',
  );
  const workloads = WORKLOADS.filter(({ quick }) => quick || !options.quick);
  return compare(workloads, (workload) => [...contenders(workload), RAW], { ...options, target: 'embedded' });
}
