// The network as one tend uses it: connect, ask, resolve, each with its own deadline, plus the address map.
// Owns deadlines and limits only. Remembers no connection.

import { isIP } from 'node:net';
import type { HostAddress, SeedAddress } from '../topology/host-address.ts';
import { formatAddress, normalizeHost } from '../topology/host-address.ts';
import { withDeadline } from './deadline.ts';
import type { InfoChannel, InfoConnector, Resolver } from './info-channel.ts';
import type { Timers } from './timers.ts';

/** A name server that does not answer must not hold up a tend for longer than this. */
export const RESOLVE_TIMEOUT_MS = 2000;
export const MAX_ADDRESSES_PER_NAME = 32;

export interface NetworkOptions {
  readonly connect: InfoConnector;
  readonly resolve: Resolver;
  readonly timers: Timers;
  readonly timeoutMs: number;
  readonly ipMap: ReadonlyMap<string, string>;
  readonly warn: (message: string) => void;
}

export class TendNetwork {
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  connect(address: SeedAddress): Promise<InfoChannel> {
    const { timers, timeoutMs, connect } = this.#options;
    const what = `connecting to ${formatAddress(address)}`;
    return withDeadline(
      timers,
      timeoutMs,
      what,
      call(() => connect(address, timeoutMs)),
      (channel) => channel.close(),
    );
  }

  /** Closes the channel when it fails: what is behind it can no longer be told apart. */
  async ask(channel: InfoChannel, commands: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { timers, timeoutMs } = this.#options;
    try {
      const what = `info request to ${channel.remoteAddress}`;
      return await withDeadline(
        timers,
        timeoutMs,
        what,
        call(() => channel.request(commands, timeoutMs)),
      );
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** All addresses of a name, or the address itself. */
  async resolve(host: string): Promise<readonly string[]> {
    const plain = normalizeHost(host);
    if (isIP(plain) !== 0) return [plain];
    const { timers, resolve } = this.#options;
    const found = await withDeadline(
      timers,
      RESOLVE_TIMEOUT_MS,
      `resolving ${host}`,
      call(() => resolve(host)),
    );
    if (found.length === 0) throw new Error(`${host} has no address`);
    return [...new Set(found)].slice(0, MAX_ADDRESSES_PER_NAME);
  }

  mapped<T extends HostAddress>(address: T): T {
    const host = this.#options.ipMap.get(address.host);
    return host === undefined ? address : { ...address, host };
  }

  warn(message: string): void {
    this.#options.warn(message);
  }
}

// An injected function that throws instead of rejecting must not escape either.
async function call<T>(work: () => Promise<T>): Promise<T> {
  return await work();
}
