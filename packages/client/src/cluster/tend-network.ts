// The network as one tend uses it: connect, ask, resolve, each with its own deadline, plus the address map.
// Owns deadlines and limits only. Remembers no connection.

import { isIP } from 'node:net';
import { status, statusEntry } from '../model/status.ts';
import type { Clock } from '../time/clock.ts';
import { DeadlineError, TimeLimits } from '../time/time-limits.ts';
import type { HostAddress, NodeAddress } from '../topology/host-address.ts';
import { formatAddress, normalizeHost } from '../topology/host-address.ts';
import { InfoValueError } from '../topology/info-value-error.ts';
import { parseInfoError } from '../wire/info-text.ts';
import { NodeRefused } from './cluster-errors.ts';
import { Gate } from './gate.ts';
import type { InfoChannel, InfoConnector, Resolver } from './info-channel.ts';

/** A name server that does not answer must not hold up a tend for longer than this. */
export const RESOLVE_TIMEOUT_MS = 2000;
export const MAX_ADDRESSES_PER_NAME = 32;
/** Connects under way at a time, whatever servers announce. */
export const MAX_CONNECTS = 64;
/** Searches for a peer under way at a time; each tries a few addresses side by side. */
export const MAX_SEARCHES = 32;
/** How long a round goes on looking for nodes; what is not found by then is looked for in the next one. */
const SEARCH_MS = 4000;

export interface NetworkOptions {
  readonly connect: InfoConnector;
  readonly resolve: Resolver;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** How much longer a connect may take. */
  readonly loginTimeoutMs: number;
  readonly ipMap: ReadonlyMap<string, string>;
  readonly warn: (message: string) => void;
}

export class TendNetwork {
  readonly #options: NetworkOptions;
  readonly #limits: TimeLimits;
  readonly #connects = new Gate(MAX_CONNECTS);
  readonly #searches = new Gate(MAX_SEARCHES);
  #searchUntilMs = Number.POSITIVE_INFINITY;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#limits = new TimeLimits(options.clock);
  }

  /** A round of tending begins, and with it the time in which it may look for nodes. */
  beginRound(): void {
    const { clock, timeoutMs } = this.#options;
    this.#searchUntilMs = clock.now() + Math.max(SEARCH_MS, 2 * timeoutMs);
  }

  /** Whether this round has no more time for addresses that were not tried yet. */
  get isSearchOver(): boolean {
    return this.#options.clock.now() >= this.#searchUntilMs;
  }

  /** A search for a peer, in its turn. */
  search<T>(work: () => Promise<T>): Promise<T> {
    return this.#searches.run(work);
  }

  connect(address: NodeAddress): Promise<InfoChannel> {
    const { timeoutMs, loginTimeoutMs, connect } = this.#options;
    const what = `connecting to ${formatAddress(address)}`;
    const open = (): Promise<InfoChannel> => connect(address, timeoutMs);
    return this.#connects.run(() =>
      this.#limits.limit(timeoutMs + loginTimeoutMs, what, open, (channel) => channel.close()),
    );
  }

  /** Closes the channel when it fails: what is behind it can no longer be told apart. */
  async ask(channel: InfoChannel, commands: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { timeoutMs } = this.#options;
    try {
      const what = `info request to ${channel.remoteAddress}`;
      const values = await this.#limits.limit(timeoutMs, what, () => channel.request(commands, timeoutMs));
      // A refusal of the whole request (not authenticated, queued too long) comes without the commands' echo.
      const refusal = values.get('');
      if (refusal?.startsWith('ERROR') === true) throw requestRefused(refusal);
      return values;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** All addresses of a name, or the address itself. */
  async resolve(host: string): Promise<readonly string[]> {
    const plain = normalizeHost(host);
    if (isIP(plain) !== 0) return [plain];
    const lookup = (): Promise<readonly string[]> => this.#options.resolve(host);
    const found = await this.#limits.limit(RESOLVE_TIMEOUT_MS, `resolving ${host}`, lookup);
    if (found.length === 0) throw new Error(`${host} has no address`);
    return [...new Set(found)].slice(0, MAX_ADDRESSES_PER_NAME);
  }

  /** Rejects everything that is under way; connections that open later are closed. Idempotent. */
  end(): void {
    const reason = new DeadlineError('tending has stopped');
    this.#searches.close(reason);
    this.#connects.close(reason);
    this.#limits.end();
  }

  mapped<T extends HostAddress>(address: T): T {
    const host = this.#options.ipMap.get(address.host);
    return host === undefined ? address : { ...address, host };
  }

  warn(message: string): void {
    this.#options.warn(message);
  }
}

function requestRefused(refusal: string): Error {
  const { code, message } = statusEntry(parseInfoError(refusal)?.code ?? status.ERR_SERVER);
  if (code === status.NOT_AUTHENTICATED) return new NodeRefused('login', message, code);
  return new InfoValueError('Server refused the request', refusal);
}
