// What a responder answers when a client tends it: node `index` of a cluster of responders that never changes, in which
// node i owns every partition p with p mod nodes = i.
import { NAMESPACE } from '../lib/records.mjs';

const PARTITIONS = 4096;
const BUILD = '8.1.0.0';

const nodeName = (index) => `BE${(index + 1).toString(16).toUpperCase()}`;

/** A function from a request's text to the reply's. */
export function infoResponder(index, ports) {
  const bitmap = Buffer.alloc(PARTITIONS / 8);
  for (let p = index; p < PARTITIONS; p += ports.length) bitmap[p >> 3] |= 0x80 >> (p & 7);
  const peers = ports.flatMap((port, i) => (i === index ? [] : [`[${nodeName(i)},,[127.0.0.1:${port}]]`]));
  const answers = new Map([
    ['node', nodeName(index)],
    ['build', BUILD],
    ['edition', 'Aerospike Community Edition'],
    ['features', 'batch-any;cdt-list;cdt-map;peers;pipelining;pquery;pscans;query-show;replicas;replicas-max'],
    ['cluster-name', 'bench'],
    ['partition-generation', '1'],
    ['partitions', String(PARTITIONS)],
    ['peers-generation', '1'],
    ['rebalance-generation', '1'],
    ['peers-clear-std', `1,3000,[${peers.join(',')}]`],
    ['service-clear-std', `127.0.0.1:${ports[index]}`],
    ['replicas', `${NAMESPACE}:0,1,${bitmap.toString('base64')}`],
    ['namespaces', NAMESPACE],
    ['status', 'ok'],
    ['user-agent-set', 'ok'],
  ]);
  return (request) =>
    request
      .split('\n')
      .filter((command) => command !== '')
      .map((command) => `${command}\t${answers.get(command.split(':')[0]) ?? 'ERROR:4:unrecognized command'}\n`)
      .join('');
}
