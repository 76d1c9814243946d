// The network as tending sees it: something to ask info commands, and something to turn names into addresses.
// The real channel is net/info-connection.ts; tests bring their own.

import type { NodeAddress } from '../topology/host-address.ts';

export interface InfoChannel {
  /** Command text to value, in one exchange. Rejects on timeout or when the connection broke. */
  request(commands: readonly string[], timeoutMs: number): Promise<ReadonlyMap<string, string>>;
  /** IP address of the peer, without port. */
  readonly remoteAddress: string;
  readonly closed: boolean;
  close(): void;
}

/** `address.host` is an IP address; `tlsName` is what its certificate must carry. */
export type InfoConnector = (address: NodeAddress, timeoutMs: number) => Promise<InfoChannel>;

/** All addresses of a name, IPv4 and IPv6, best first. */
export type Resolver = (host: string) => Promise<readonly string[]>;
