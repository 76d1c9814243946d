// Balances one namespace: decides which members keep which partitions, moves the records, and publishes who serves what
// meanwhile. It follows the server's rules for a namespace that prefers availability (docs/protocol/partitions.md,
// "Partition map"):
//
//   target     the first `replication-factor` members in the order of succession
//   master     the first target with a complete copy; without one, the first member that has one
//   column c   its target if that has a complete copy, otherwise the master claims it
//
// A strongly consistent namespace has one rule more: who may serve a partition at all (availability.ts), and only from a
// copy that has every acknowledged write.
//
// Every write goes to all copies, also to those that are being filled and to those that will be given up, so any one
// node may die at any time. A copy comes into being empty, receives writes, is filled, and only then is served.

import { PARTITIONS } from 'tendril/wire';
import { isNewer } from '../storage/conflict.ts';
import type { Availability } from './availability.ts';
import { Lineage } from './lineage.ts';
import type { NodeNamespace } from './node-namespace.ts';
import { COPY } from './partition-copies.ts';
import { NO_NODE, PartitionMap } from './partition-map.ts';
import type { Succession } from './succession.ts';

const ALONE: readonly NodeNamespace[] = [];

export class PartitionBalance {
  readonly #lineage = new Lineage();
  /** The complete and the incomplete copies of each partition that receive its writes; empty when there is only one. */
  readonly #copies: (readonly NodeNamespace[])[] = new Array(PARTITIONS).fill(ALONE);
  readonly #pending = new Set<number>();
  #members: readonly NodeNamespace[] = [];
  #succession: Succession | undefined;
  /** Who may serve what of a strongly consistent namespace; undefined for all others. */
  #availability: Availability | undefined;
  #isRevived = false;
  /** Partitions that nobody may serve, and those of them that have lost writes. */
  readonly #closed = new Set<number>();
  readonly #dead = new Set<number>();
  /** Partitions that have been served before. */
  readonly #begun = new Uint8Array(PARTITIONS);
  #columns = 0;
  #owners: Uint8Array = new Uint8Array(0);

  /** Partitions that are not yet where they belong. */
  get remaining(): number {
    return this.#pending.size;
  }

  /** Who serves what now. */
  snapshot(): PartitionMap {
    const closed = { unavailable: this.#closed.size - this.#dead.size, dead: this.#dead.size };
    return new PartitionMap(this.#succession?.nodeNames ?? [], this.#columns, this.#owners.slice(), closed);
  }

  /** The next `begin` opens partitions that have lost writes, with what is left. */
  revive(): void {
    this.#isRevived = true;
  }

  /**
   * Members in the order of `succession.nodeNames`; the last `leaving` ranks get nothing to keep. `availability` is given
   * for a strongly consistent namespace: what must not be served stays as it is.
   */
  begin(members: readonly NodeNamespace[], succession: Succession, leaving: number, availability?: Availability): void {
    this.#availability = availability;
    this.#closed.clear();
    this.#dead.clear();
    this.#members = members;
    this.#succession = succession;
    const staying = members.length - leaving || members.length;
    this.#columns = Math.min(members[0]?.namespace.config.replicationFactor ?? 0, staying);
    this.#owners = new Uint8Array(this.#columns * PARTITIONS);
    this.#pending.clear();
    for (const member of members) member.listen(members.length > 1 ? this.#copies : undefined);
    if (this.#columns === 0) return;
    for (let partition = 0; partition < PARTITIONS; partition++) this.#settle(partition);
    this.#isRevived = false;
  }

  /** A node has gone: its copies receive no more writes, and what is written from now on is not in them. */
  depart(node: NodeNamespace): void {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const state = node.copies.state(partition);
      if (state === COPY.FULL) {
        node.copies.leaveBehind(partition, this.#lineage.head(partition));
        const goesOn = this.#source(partition) !== undefined && !this.#closed.has(partition);
        if (goesOn) this.#lineage.advance(partition);
      } else if (state === COPY.FILLING) {
        this.#giveUp(node, partition);
      }
      this.#listCopies(partition);
    }
  }

  /** Moves at most `limit` partitions to where they belong and returns how many it moved. */
  migrate(limit: number): number {
    let moved = 0;
    for (const partition of this.#pending) {
      if (moved >= limit) break;
      this.#pending.delete(partition);
      this.#complete(partition);
      moved++;
    }
    return moved;
  }

  /** Takes the master away from the partitions that the next `migrate` with the same limit moves. */
  withhold(limit: number): void {
    let left = limit;
    for (const partition of this.#pending) {
      if (left-- <= 0) return;
      this.#owners[partition] = NO_NODE;
    }
  }

  #settle(partition: number): void {
    if (this.#availability !== undefined && !this.#mayOpen(partition, this.#availability)) {
      this.#close(partition, this.#availability);
      return;
    }
    this.#begun[partition] = 1;
    if (this.#source(partition) === undefined) this.#elect(partition);
    for (const member of this.#members) {
      if (member.copies.state(partition) === COPY.STALE) this.#takeBack(member, partition);
    }
    for (let rank = 0; rank < this.#members.length; rank++) {
      const member = this.#member(rank, partition);
      const state = member.copies.state(partition);
      if (rank < this.#columns && state === COPY.NONE) member.copies.set(partition, COPY.FILLING);
      else if (rank >= this.#columns && state === COPY.FILLING) this.#giveUp(member, partition);
      const isMoving =
        member.copies.state(partition) === COPY.FILLING || (rank >= this.#columns && state === COPY.FULL);
      if (isMoving) this.#pending.add(partition);
    }
    this.#listCopies(partition);
    this.#assign(partition);
  }

  #mayOpen(partition: number, availability: Availability): boolean {
    return availability.allows(partition) && (this.#isRevived || this.#hasNewest(partition));
  }

  /** Whether a member has every acknowledged write of the partition. */
  #hasNewest(partition: number): boolean {
    if (this.#begun[partition] === 0) return true;
    const head = this.#lineage.head(partition);
    return this.#members.some(({ copies }) => {
      const state = copies.state(partition);
      return state === COPY.FULL || (state === COPY.STALE && copies.version(partition) === head);
    });
  }

  /** Nobody serves the partition, and nobody touches its copies: more of them may come back. */
  #close(partition: number, { isComplete }: Availability): void {
    this.#closed.add(partition);
    if (isComplete) this.#dead.add(partition);
    this.#listCopies(partition);
    for (let column = 0; column < this.#columns; column++) this.#owners[column * PARTITIONS + partition] = NO_NODE;
  }

  /** Nobody has a complete copy: what is closest to one becomes it. */
  #elect(partition: number): void {
    let best = 0;
    for (const { copies } of this.#members) {
      if (copies.state(partition) === COPY.STALE) best = Math.max(best, copies.version(partition));
    }
    let isElected = false;
    for (const { copies } of this.#members) {
      const state = copies.state(partition);
      if (best === 0 ? state !== COPY.FILLING : state !== COPY.STALE || copies.version(partition) !== best) continue;
      copies.set(partition, COPY.FULL);
      isElected = true;
    }
    const isNewest = best !== 0 && this.#lineage.head(partition) === best;
    if (!isNewest) this.#lineage.branch(partition, best);
    // Nobody has anything: the partition begins empty, on all that are to keep it.
    for (let rank = 0; !isElected && rank < this.#columns; rank++) {
      this.#member(rank, partition).copies.set(partition, COPY.FULL);
    }
  }

  /** What a node brings back from before it went down. */
  #takeBack(node: NodeNamespace, partition: number): void {
    if (!this.#lineage.includes(partition, node.copies.version(partition))) {
      for (const [digest, record] of node.namespace.store.entries(partition)) {
        for (const other of this.#members) {
          if (other.copies.state(partition) !== COPY.FULL) continue;
          const { namespace } = other;
          const stored = namespace.store.get(digest);
          if (stored === undefined || isNewer(record, stored)) namespace.apply(digest, record);
        }
      }
    }
    this.#giveUp(node, partition);
  }

  #complete(partition: number): void {
    const source = this.#source(partition);
    if (source === undefined) return;
    for (let rank = 0; rank < this.#columns; rank++) {
      const target = this.#member(rank, partition);
      if (target.copies.state(partition) !== COPY.FILLING) continue;
      for (const [digest, record] of source.namespace.store.entries(partition)) target.namespace.apply(digest, record);
      for (const [digest, lock] of source.namespace.locks?.ofPartition(partition) ?? [])
        target.namespace.applyLock(digest, lock);
      target.copies.set(partition, COPY.FULL);
    }
    for (let rank = this.#columns; rank < this.#members.length; rank++) {
      const other = this.#member(rank, partition);
      if (other.copies.state(partition) === COPY.FULL) this.#giveUp(other, partition);
    }
    this.#listCopies(partition);
    this.#assign(partition);
  }

  #assign(partition: number): void {
    const source = this.#source(partition);
    const master = source === undefined ? NO_NODE : this.#members.indexOf(source);
    for (let column = 0; column < this.#columns; column++) {
      const target = (this.#succession as Succession).node(column, partition);
      const isFull = (this.#members[target] as NodeNamespace).copies.state(partition) === COPY.FULL;
      this.#owners[column * PARTITIONS + partition] = isFull ? target : master;
    }
  }

  #giveUp(node: NodeNamespace, partition: number): void {
    node.namespace.drop(partition);
    node.copies.set(partition, COPY.NONE);
  }

  /** The first member in the order of succession that has a complete copy. */
  #source(partition: number): NodeNamespace | undefined {
    for (let rank = 0; rank < this.#members.length; rank++) {
      const member = this.#member(rank, partition);
      if (member.copies.state(partition) === COPY.FULL) return member;
    }
    return undefined;
  }

  #member(rank: number, partition: number): NodeNamespace {
    return this.#members[(this.#succession as Succession).node(rank, partition)] as NodeNamespace;
  }

  #listCopies(partition: number): void {
    const copies = this.#members.filter(({ copies }) => copies.state(partition) >= COPY.FILLING);
    this.#copies[partition] = copies.length > 1 ? copies : ALONE;
  }
}
