// Finds a node: the first good one behind the seeds, or the one with an expected name behind a peer's hosts.
// Tries addresses side by side and keeps at most one connection; never throws.
// Specification: docs/protocol/tending.md, "Seeds and validation" and "Peers".

import { formatAddress, type SeedAddress } from '../topology/host-address.ts';
import type { Peer } from '../topology/peers-text.ts';
import { type FailureCause, NodeRefused, type SeedFailure, seedFailure } from './cluster-errors.ts';
import { type ValidatedNode, type ValidationRules, validateNode } from './node-validation.ts';
import type { TendNetwork } from './tend-network.ts';

export interface SearchResult {
  readonly found: ValidatedNode | undefined;
  readonly failures: readonly SeedFailure[];
}

/** Names and addresses of one search that are under way at a time. */
const MAX_PARALLEL = 8;
const NO_TIME = 'the round had no time left for it';
const MAX_FAILURES_KEPT = 256;

/** The first node that has peers; when there is none, the first lonely one in the order of the seeds. */
export function findSeed(
  network: TendNetwork,
  rules: ValidationRules,
  seeds: readonly SeedAddress[],
): Promise<SearchResult> {
  const isGood = (node: ValidatedNode): boolean => node.peers.peers.length > 0;
  return search(network, named(rules, seeds), isGood, (address) => validateNode(network, rules, address, true));
}

/** The node with the peer's name. */
export function findPeer(network: TendNetwork, rules: ValidationRules, peer: Peer): Promise<SearchResult> {
  const tls = peer.tlsName === undefined ? {} : { tlsName: peer.tlsName };
  const hosts = peer.hosts.map((host) => ({ ...host, ...tls }));
  return search(
    network,
    named(rules, hosts),
    () => true,
    async (address) => {
      const node = await validateNode(network, rules, address, false);
      if (node.name === peer.name) return node;
      node.channel.close();
      throw new NodeRefused('node', `node ${node.name} answered where ${peer.name} was expected`);
    },
  );
}

/** With TLS a host has its own name where it was given none: it is lost once the host is an address. */
function named({ kind }: ValidationRules, hosts: readonly SeedAddress[]): readonly SeedAddress[] {
  return kind.tls === false ? hosts : hosts.map((host) => ({ ...host, tlsName: host.tlsName ?? host.host }));
}

/** A node that is taken when no better one is found. */
interface Fallback {
  readonly order: number;
  readonly node: ValidatedNode;
}

function search(
  network: TendNetwork,
  starts: readonly SeedAddress[],
  isGood: (node: ValidatedNode) => boolean,
  validate: (address: SeedAddress) => Promise<ValidatedNode>,
): Promise<SearchResult> {
  return new Search(network, starts, isGood, validate).result;
}

/** A name to resolve, or an address to try. */
interface Task {
  readonly seed: string;
  readonly address: string;
  /** As what it failed if its turn does not come. */
  readonly cause?: FailureCause;
  run(): Promise<void>;
}

/** Resolves names and tries addresses, a few at a time, until a good node is found or everything was tried. */
class Search {
  readonly result: Promise<SearchResult>;
  readonly #network: TendNetwork;
  readonly #isGood: (node: ValidatedNode) => boolean;
  readonly #validate: (address: SeedAddress) => Promise<ValidatedNode>;
  readonly #failures: SeedFailure[] = [];
  readonly #tried = new Set<string>();
  /** What is still to do: an address that was found is tried before the next name is resolved. */
  readonly #addresses: Task[] = [];
  readonly #names: Task[];
  #resolve: (result: SearchResult) => void = () => {};
  #fallback: Fallback | undefined;
  #running = 0;
  #isDone = false;

  constructor(
    network: TendNetwork,
    starts: readonly SeedAddress[],
    isGood: (node: ValidatedNode) => boolean,
    validate: (address: SeedAddress) => Promise<ValidatedNode>,
  ) {
    this.#network = network;
    this.#isGood = isGood;
    this.#validate = validate;
    this.#names = starts.map((start, order) => {
      const seed = formatAddress(start);
      return { seed, address: seed, cause: 'name', run: () => this.#find(order, seed, start) };
    });
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#step();
  }

  #step(): void {
    if (this.#isDone) return;
    if (this.#network.isSearchOver) this.#giveUp();
    while (this.#running < MAX_PARALLEL) {
      const task = this.#addresses.shift() ?? this.#names.shift();
      if (task === undefined) break;
      this.#running++;
      task.run().finally(() => {
        this.#running--;
        this.#step();
      });
    }
    if (this.#running === 0) this.#finish(this.#fallback?.node);
  }

  /** What is left is not begun: servers may announce tens of thousands of addresses, and all their times end at once. */
  #giveUp(): void {
    if (this.#addresses.length + this.#names.length === 0) return;
    const error = new Error(NO_TIME);
    for (const { seed, address, cause } of this.#addresses.splice(0)) this.#fail(seed, address, error, cause);
    for (const { seed, address, cause } of this.#names.splice(0)) this.#fail(seed, address, error, cause);
  }

  async #find(order: number, seed: string, start: SeedAddress): Promise<void> {
    try {
      const mapped = this.#network.mapped(start);
      for (const host of await this.#network.resolve(mapped.host)) {
        const address = { ...mapped, host };
        const key = formatAddress(address);
        if (this.#tried.has(key)) continue;
        this.#tried.add(key);
        const rank = order + this.#tried.size / 1e6;
        this.#addresses.push({ seed, address: key, run: () => this.#try(rank, seed, address) });
      }
    } catch (error) {
      this.#fail(seed, seed, error, 'name');
    }
  }

  async #try(order: number, seed: string, address: SeedAddress): Promise<void> {
    try {
      this.#accept(order, await this.#validate(address));
    } catch (error) {
      this.#fail(seed, formatAddress(address), error);
    }
  }

  #accept(order: number, node: ValidatedNode): void {
    if (this.#isDone) return node.channel.close();
    if (this.#isGood(node)) return this.#finish(node);
    if (this.#fallback !== undefined && this.#fallback.order <= order) return node.channel.close();
    this.#fallback?.node.channel.close();
    this.#fallback = { order, node };
  }

  #fail(seed: string, address: string, error: unknown, cause?: FailureCause): void {
    if (this.#failures.length >= MAX_FAILURES_KEPT) return;
    this.#failures.push(seedFailure(seed, address, error, cause));
  }

  #finish(found: ValidatedNode | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#fallback !== undefined && this.#fallback.node !== found) this.#fallback.node.channel.close();
    this.#resolve({ found, failures: this.#failures });
  }
}
