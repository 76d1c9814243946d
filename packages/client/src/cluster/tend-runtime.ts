// Runs the tend machine: carries out its effects on the network, feeds it the answers, starts the next round.
// Owns the tend connections (one per node), the round timer and nothing else; decides nothing about the cluster.
// The machine is tend-state.ts; a round is docs/tend.md.

import { afterSilence, type Cancel, type Clock } from '../time/clock.ts';
import type { SeedAddress } from '../topology/host-address.ts';
import { dialled } from '../topology/node-info.ts';
import type { Peer } from '../topology/peers-text.ts';
import type { RoutingSnapshot } from '../topology/routing-snapshot.ts';
import { type SeedFailure, seedFailure } from './cluster-errors.ts';
import type { InfoChannel } from './info-channel.ts';
import { type Ask, askMaps, askPeers, askRefresh, type ServiceKind } from './info-exchange.ts';
import { findPeer, findSeed, type SearchResult } from './node-search.ts';
import type { ValidatedNode, ValidationRules } from './node-validation.ts';
import type { TendNetwork } from './tend-network.ts';
import { initialState, snapshotOf, transition } from './tend-state.ts';
import type { FoundNode, TendEffect, TendEvent, TendState } from './tend-types.ts';
import { userAgentCommand } from './user-agent.ts';

export interface RuntimeOptions {
  /** Belongs to this runtime and ends with it. */
  readonly network: TendNetwork;
  readonly clock: Clock;
  readonly seeds: readonly SeedAddress[];
  readonly kind: ServiceKind;
  readonly clusterName: string | undefined;
  readonly rackAware: boolean;
  readonly userAgent: string;
  readonly intervalMs: number;
  readonly keepAlive: boolean;
  /** Where to begin; empty for a first start. */
  readonly known: RoutingSnapshot;
  readonly onSnapshot: (snapshot: RoutingSnapshot) => void;
  readonly onRound: (report: RoundReport) => void;
  /** The connection to a node was opened, or is closed. */
  readonly onChannel: (node: string, opened: boolean) => void;
}

export interface RoundReport {
  readonly round: number;
  /** Nodes that answered. */
  readonly reachable: number;
  readonly durationMs: number;
  /** Why seeds and peers were refused in this round. */
  readonly failures: readonly SeedFailure[];
}

/** A burst of requests for an early tend causes one, this long after the last round at the earliest. */
export const MIN_ROUND_GAP_MS = 100;
const MAX_ROUND_FAILURES = 256;

interface NodeLink {
  readonly channel: InfoChannel;
  greeted: boolean;
}

export class TendRuntime {
  readonly #options: RuntimeOptions;
  readonly #links = new Map<string, NodeLink>();
  readonly #candidates = new Map<number, InfoChannel>();
  readonly #mailbox: TendEvent[] = [];
  #state: TendState;
  #draining = false;
  #stopped = false;
  #stopTimer: Cancel | undefined;
  #nextCandidate = 1;
  #failures: SeedFailure[] = [];
  #intervalMs: number;
  #roundStartedAt = 0;
  #roundEndedAt = Number.NEGATIVE_INFINITY;

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs;
    this.#state = initialState({ rackAware: options.rackAware }, options.known);
  }

  /** Begins the first round at once. */
  start(): void {
    this.#beginRound();
  }

  /** Changes the pause between two rounds. */
  tendEvery(intervalMs: number): void {
    this.#intervalMs = intervalMs;
  }

  /** Moves the next round forward; within a round it does nothing. */
  requestRound(): void {
    if (this.#stopTimer === undefined || this.#stopped) return;
    const { clock } = this.#options;
    const intervalMs = this.#intervalMs;
    const elapsed = clock.now() - this.#roundEndedAt;
    this.#schedule(Math.min(Math.max(0, MIN_ROUND_GAP_MS - elapsed), Math.max(0, intervalMs - elapsed)));
  }

  /** Closes every connection; answers that come later are dropped. Idempotent. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#state = transition(this.#state, { type: 'closed' }).state;
    for (const node of [...this.#links.keys()]) this.#unlink(node);
    for (const channel of this.#candidates.values()) channel.close();
    this.#candidates.clear();
    this.#options.network.end();
  }

  #beginRound(): void {
    this.#stopTimer = undefined;
    this.#failures = [];
    this.#roundStartedAt = this.#options.clock.now();
    this.#options.network.beginRound();
    this.#dispatch({ type: 'roundDue' });
  }

  #schedule(ms: number): void {
    const { clock, keepAlive } = this.#options;
    this.#stopTimer?.();
    this.#stopTimer = afterSilence(clock, ms, () => this.#beginRound(), keepAlive);
  }

  // One event at a time: an effect that answers at once must not enter a machine that is still working.
  #dispatch(event: TendEvent): void {
    this.#mailbox.push(event);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#mailbox.shift(); next !== undefined; next = this.#mailbox.shift()) {
        const { state, effects } = transition(this.#state, next);
        this.#state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } finally {
      this.#draining = false;
    }
  }

  #perform(effect: TendEffect): void {
    if (this.#stopped) return;
    const round = this.#state.round;
    switch (effect.type) {
      case 'refresh': {
        const { node } = effect;
        const reconnected = this.#links.get(node)?.channel.closed !== false;
        return this.#exchange(node, (ask) => askRefresh(ask, this.#options.rackAware), {
          done: (reply) => ({ type: 'refreshed', round, node, reply, reconnected }),
          failed: { type: 'refreshFailed', round, node },
        });
      }
      case 'readPeers': {
        const { node } = effect;
        return this.#exchange(node, (ask) => askPeers(ask, this.#options.kind), {
          done: (reply) => ({ type: 'peersRead', round, node, reply }),
          failed: { type: 'peersFailed', round, node },
        });
      }
      case 'readMaps': {
        const { node, map, racks } = effect;
        return this.#exchange(node, (ask) => askMaps(ask, map, racks), {
          done: (reply) => ({ type: 'mapsRead', round, node, reply }),
          failed: { type: 'mapsFailed', round, node },
        });
      }
      case 'findSeed':
        return this.#findSeed(round);
      case 'findPeer':
        return this.#findPeer(round, effect.peer);
      case 'adopt':
        return this.#adopt(effect.candidate, effect.node);
      case 'reject':
        return this.#reject(effect.candidate);
      case 'dropNode':
        return this.#unlink(effect.node);
      case 'warn':
        return this.#options.network.warn(effect.message);
      case 'publish':
        return this.#options.onSnapshot(snapshotOf(this.#state));
      case 'roundDone':
        return this.#endRound(effect.reachable);
    }
  }

  #endRound(reachable: number): void {
    const { clock, onRound } = this.#options;
    this.#roundEndedAt = clock.now();
    this.#schedule(this.#intervalMs);
    const durationMs = this.#roundEndedAt - this.#roundStartedAt;
    onRound({ round: this.#state.round, reachable, durationMs, failures: this.#failures });
  }

  #exchange<T>(
    node: string,
    talk: (ask: Ask) => Promise<T>,
    events: { readonly done: (reply: T) => TendEvent; readonly failed: TendEvent },
  ): void {
    this.#talkTo(node, talk).then(
      (reply) => this.#dispatch(events.done(reply)),
      (error: unknown) => {
        this.#unlink(node);
        this.#note(node, error);
        this.#dispatch(events.failed);
      },
    );
  }

  async #talkTo<T>(node: string, talk: (ask: Ask) => Promise<T>): Promise<T> {
    const link = await this.#linkTo(node);
    return await talk((commands) => this.#askNode(node, link, commands));
  }

  async #linkTo(node: string): Promise<NodeLink> {
    const open = this.#links.get(node);
    if (open !== undefined && !open.channel.closed) return open;
    const info = this.#state.nodes.find((candidate) => candidate.info.name === node)?.info;
    if (info === undefined) throw new Error(`node ${node} is not known`);
    const channel = await this.#options.network.connect(dialled(info, info.address));
    return this.#link(node, channel);
  }

  // The server counts clients by what they say in the first exchange; a refusal changes nothing.
  #askNode(node: string, link: NodeLink, commands: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const build = this.#state.nodes.find((candidate) => candidate.info.name === node)?.info.build ?? '';
    const greeting = link.greeted ? undefined : userAgentCommand(this.#options.userAgent, build);
    link.greeted = true;
    return this.#options.network.ask(link.channel, greeting === undefined ? commands : [...commands, greeting]);
  }

  #findSeed(round: number): void {
    const { network, seeds } = this.#options;
    findSeed(network, this.#rules(), seeds).then((result) => {
      const found = this.#candidate(result);
      this.#dispatch(found === undefined ? { type: 'seedsFailed', round } : { type: 'seedFound', round, found });
    });
  }

  #findPeer(round: number, peer: Peer): void {
    const { network } = this.#options;
    const search = (): Promise<SearchResult> => findPeer(network, this.#rules(), peer);
    network
      .search(search)
      .catch(nothingFound)
      .then((result) => {
        const found = this.#candidate(result);
        const { name } = peer;
        this.#dispatch(
          found === undefined
            ? { type: 'peerFailed', round, peer: name }
            : { type: 'peerFound', round, peer: name, found },
        );
      });
  }

  #rules(): ValidationRules {
    return { kind: this.#options.kind, clusterName: this.#options.clusterName };
  }

  #candidate(result: SearchResult): FoundNode | undefined {
    for (const failure of result.failures) {
      if (this.#failures.length < MAX_ROUND_FAILURES) this.#failures.push(failure);
    }
    if (result.found === undefined) return undefined;
    if (this.#stopped) {
      result.found.channel.close();
      return undefined;
    }
    const { channel, ...node }: ValidatedNode = result.found;
    const candidate = this.#nextCandidate++;
    this.#candidates.set(candidate, channel);
    return { ...node, candidate };
  }

  #adopt(candidate: number, node: string): void {
    const channel = this.#candidates.get(candidate);
    this.#candidates.delete(candidate);
    if (channel !== undefined) this.#link(node, channel);
  }

  #reject(candidate: number): void {
    this.#candidates.get(candidate)?.close();
    this.#candidates.delete(candidate);
  }

  #link(node: string, channel: InfoChannel): NodeLink {
    if (this.#stopped) {
      channel.close();
      throw new Error('tending has stopped');
    }
    this.#unlink(node);
    const link: NodeLink = { channel, greeted: false };
    this.#links.set(node, link);
    this.#options.onChannel(node, true);
    return link;
  }

  #unlink(node: string): void {
    const link = this.#links.get(node);
    if (link === undefined) return;
    link.channel.close();
    this.#links.delete(node);
    this.#options.onChannel(node, false);
  }

  #note(node: string, error: unknown): void {
    if (this.#failures.length >= MAX_ROUND_FAILURES) return;
    this.#failures.push(seedFailure(node, node, error));
  }
}

/** Tending stopped before its turn came. */
function nothingFound(): SearchResult {
  return { found: undefined, failures: [] };
}
