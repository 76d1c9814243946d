// Finds a node: the first good one behind the seeds, or the one with an expected name behind a peer's hosts.
// Tries addresses side by side and keeps at most one connection; never throws.
// Specification: docs/protocol/tending.md, "Seeds and validation" and "Peers".

import { formatAddress, type SeedAddress } from '../topology/host-address.ts';
import type { Peer } from '../topology/peers-text.ts';
import { causeOf, type FailureCause, NodeRefused, type SeedFailure } from './cluster-errors.ts';
import { type ValidatedNode, type ValidationRules, validateNode } from './node-validation.ts';
import type { TendNetwork } from './tend-network.ts';

export interface SearchResult {
  readonly found: ValidatedNode | undefined;
  readonly failures: readonly SeedFailure[];
}

/** Addresses tried at the same time. */
const MAX_PARALLEL = 8;
const MAX_FAILURES_KEPT = 256;

/** The first node that has peers; when there is none, the first lonely one in the order of the seeds. */
export function findSeed(
  network: TendNetwork,
  rules: ValidationRules,
  seeds: readonly SeedAddress[],
): Promise<SearchResult> {
  const isGood = (node: ValidatedNode): boolean => node.peers.peers.length > 0;
  return search(network, seeds, isGood, (address) => validateNode(network, rules, address, true));
}

/** The node with the peer's name. */
export function findPeer(network: TendNetwork, rules: ValidationRules, peer: Peer): Promise<SearchResult> {
  const tls = peer.tlsName === undefined ? {} : { tlsName: peer.tlsName };
  const hosts = peer.hosts.map((host) => ({ ...host, ...tls }));
  return search(
    network,
    hosts,
    () => true,
    async (address) => {
      const node = await validateNode(network, rules, address, false);
      if (node.name === peer.name) return node;
      node.channel.close();
      throw new NodeRefused('node', `node ${node.name} answered where ${peer.name} was expected`);
    },
  );
}

interface Candidate {
  readonly order: number;
  readonly node: ValidatedNode;
}

function search(
  network: TendNetwork,
  starts: readonly SeedAddress[],
  isGood: (node: ValidatedNode) => boolean,
  validate: (address: SeedAddress) => Promise<ValidatedNode>,
): Promise<SearchResult> {
  return new Promise((resolve) => {
    const failures: SeedFailure[] = [];
    const tried = new Set<string>();
    const queue: { order: number; seed: string; address: SeedAddress }[] = [];
    let fallback: Candidate | undefined;
    let resolving = starts.length;
    let running = 0;
    let done = false;

    const finish = (found: ValidatedNode | undefined): void => {
      done = true;
      if (fallback !== undefined && fallback.node !== found) fallback.node.channel.close();
      resolve({ found, failures });
    };
    const fail = (seed: string, address: string, cause: FailureCause, error: unknown): void => {
      const reason = error instanceof Error ? error.message : String(error);
      if (failures.length < MAX_FAILURES_KEPT) failures.push({ seed, address, cause, reason });
    };
    const accept = (order: number, node: ValidatedNode): void => {
      if (done) return node.channel.close();
      if (isGood(node)) return finish(node);
      if (fallback !== undefined && fallback.order <= order) return node.channel.close();
      fallback?.node.channel.close();
      fallback = { order, node };
    };
    const step = (): void => {
      if (done) return;
      while (running < MAX_PARALLEL && queue.length > 0) {
        const next = queue.shift() as (typeof queue)[number];
        running++;
        validate(next.address)
          .then(
            (node) => accept(next.order, node),
            (error: unknown) => fail(next.seed, formatAddress(next.address), causeOf(error), error),
          )
          .finally(() => {
            running--;
            step();
          });
      }
      if (running === 0 && resolving === 0 && queue.length === 0) finish(fallback?.node);
    };
    for (const [order, start] of starts.entries()) {
      const seed = formatAddress(start);
      const mapped = network.mapped(start);
      network
        .resolve(mapped.host)
        .then((hosts) => {
          for (const host of hosts) {
            const address = { ...mapped, host };
            const key = formatAddress(address);
            if (tried.has(key)) continue;
            tried.add(key);
            queue.push({ order: order + tried.size / 1e6, seed, address });
          }
        })
        .catch((error: unknown) => fail(seed, seed, 'name', error))
        .finally(() => {
          resolving--;
          step();
        });
    }
    if (starts.length === 0) finish(undefined);
  });
}
