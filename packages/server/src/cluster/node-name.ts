// Node names: what a real server makes of its port and hardware address is here made of the cluster's name and the
// node's number, so that a cluster that is started again has the same nodes and the same partition map.
//
//   name := "BB9" · 8 hex digits (cluster) · 4 hex digits (number of the node)

import { createHash } from 'node:crypto';

/** Uppercase hex without leading zeros, 15 digits. */
export function nodeName(clusterName: string, index: number): string {
  const cluster = createHash('sha256').update(clusterName).digest('hex').slice(0, 8);
  return `BB9${cluster}${(index + 1).toString(16).padStart(4, '0')}`.toUpperCase();
}
