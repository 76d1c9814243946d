// What listeners of a client are told, and a node as the public interface shows it.

import type { ClusterChange } from '../../command/routing/cluster-link.ts';

/** A change of the cluster, as listeners receive it. */
export interface ClusterEvent {
  name: ClusterChange;
  /** Name of the node; empty for `disconnected`. */
  nodeName: string;
  /** Address of the node; empty for `disconnected`. */
  nodeAddress: string;
}

/** Events of a client; `event` comes with each of the others. */
export interface ClientEvents {
  nodeAdded: [event: ClusterEvent];
  nodeRemoved: [event: ClusterEvent];
  disconnected: [event: ClusterEvent];
  event: [event: ClusterEvent];
}

/** A node of the cluster. */
export interface Node {
  /** Identifier, hexadecimal. */
  name: string;
  /** `host:port`. */
  address: string;
}
