// The attempts to connect to a node: to which of its addresses, and what their failing means for those to come.

import { Connection, type ConnectionOwner } from './connection.ts';
import type { ConnectionAddress } from './transport.ts';

export class Connects {
  /** Under way. */
  readonly all = new Set<Connection>();
  readonly #addresses: readonly ConnectionAddress[];
  readonly #timeoutMs: number;
  readonly #owner: ConnectionOwner;
  #nextAddress = 0;
  /** Whether the newest attempt that ended has failed: then one is made at a time. */
  #refused = false;
  /** Addresses that failed one after the other. */
  #failedAddresses = 0;

  constructor(addresses: readonly ConnectionAddress[], timeoutMs: number, owner: ConnectionOwner) {
    this.#addresses = addresses;
    this.#timeoutMs = timeoutMs;
    this.#owner = owner;
  }

  get count(): number {
    return this.all.size;
  }

  /** Whether another attempt has to wait for the one that is under way. */
  get mustWait(): boolean {
    return this.#refused && this.all.size > 0;
  }

  /** Whether no address is left that has not failed since the last success. */
  get hasFailedEverywhere(): boolean {
    return this.#failedAddresses >= this.#addresses.length;
  }

  start(): void {
    this.all.add(new Connection(this.#address(), this.#timeoutMs, this.#owner));
  }

  onConnected(connection: Connection): void {
    this.all.delete(connection);
    this.#refused = false;
    this.#failedAddresses = 0;
  }

  onFailed({ address }: Connection): void {
    this.#refused = true;
    // Of several attempts at one address only the first moves on.
    if (address !== this.#address()) return;
    this.#nextAddress++;
    this.#failedAddresses++;
  }

  /** All addresses are tried anew. */
  beginAnew(): void {
    this.#failedAddresses = 0;
  }

  #address(): ConnectionAddress {
    return this.#addresses[this.#nextAddress % this.#addresses.length] as ConnectionAddress;
  }
}
