// The seeds of a client, which a program may change while it runs: the cluster reads the list whenever it looks for a
// first node.

import { type SeedAddress, sameAddress } from '../../topology/host-address.ts';
import { MAX_SEEDS, refusePasswords } from '../../topology/seed-text.ts';

export class SeedList {
  readonly all: SeedAddress[];

  constructor(configured: readonly SeedAddress[]) {
    this.all = [...configured];
  }

  /** For a connect: who took all away meant the cluster of that time, not the next one. */
  refill(configured: readonly SeedAddress[]): void {
    if (this.all.length === 0) this.all.push(...configured);
  }

  /** @throws TypeError if the host name or port is not one; RangeError beyond the limit of seeds */
  add(hostname: unknown, port: unknown): void {
    const seed = seedHost(hostname, port);
    if (this.all.length >= MAX_SEEDS) throw new RangeError(`There are ${MAX_SEEDS} seeds already`);
    if (!this.all.some((known) => sameAddress(known, seed))) this.all.push(seed);
  }

  /** @throws TypeError */
  remove(hostname: unknown, port: unknown): void {
    const seed = seedHost(hostname, port);
    const index = this.all.findIndex((known) => sameAddress(known, seed));
    if (index !== -1) this.all.splice(index, 1);
  }
}

function seedHost(hostname: unknown, port: unknown): SeedAddress {
  if (typeof hostname !== 'string' || hostname === '') throw new TypeError('hostname must be a string');
  if (typeof port !== 'number') throw new TypeError('port must be a number');
  refusePasswords(hostname);
  return { host: hostname, port };
}
