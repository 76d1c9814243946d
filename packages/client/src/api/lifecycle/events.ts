// The events of a client: their names, and what their listeners are given.

import type { EventEmitter } from 'node:events';
import type { ClusterChange } from '../../command/routing/cluster-link.ts';

/** A change of the cluster, as listeners receive it. */
export interface ClusterEvent {
  /** Which change it is: the name of the event. */
  name: ClusterChange;
  /** Name of the node; empty for `disconnected`. */
  nodeName: string;
  /** Address of the node; empty for `disconnected`. */
  nodeAddress: string;
}

/** Events of a client, with what their listeners are given. */
export interface ClientEvents {
  /** A node has joined the cluster. */
  nodeAdded: [event: ClusterEvent];
  /** A node has left the cluster. */
  nodeRemoved: [event: ClusterEvent];
  /** No node answers any more; the client goes on looking for one. */
  disconnected: [event: ClusterEvent];
  /** Any of the above. */
  event: [event: ClusterEvent];
}

/** A listener of any other event than {@link ClientEvents}, in the type that @types/node has for it. */
type AnyListener = Parameters<EventEmitter['on']>[1];

/** The emitter that a client is. Generic emitters came with later versions of @types/node, hence the signatures. */
export interface ClientEmitter extends EventEmitter {
  on<E extends keyof ClientEvents>(event: E, listener: (...args: ClientEvents[E]) => void): this;
  on(event: string | symbol, listener: AnyListener): this;
  once<E extends keyof ClientEvents>(event: E, listener: (...args: ClientEvents[E]) => void): this;
  once(event: string | symbol, listener: AnyListener): this;
  addListener<E extends keyof ClientEvents>(event: E, listener: (...args: ClientEvents[E]) => void): this;
  addListener(event: string | symbol, listener: AnyListener): this;
}
