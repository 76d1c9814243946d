// A TCP proxy in front of one node that makes the network bad on purpose: rules as data say what happens to which
// connection, in which direction, at which byte. The same seed and the same order of connections give the same faults.
// It understands no protocol and rewrites nothing; nodes must announce the proxy's address as theirs.

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Direction, type Fault, FaultLane, reset } from './fault-lane.ts';
import { Random } from './random.ts';
import { realClock, type TestClock } from './real-clock.ts';

export type { Direction, Fault } from './fault-lane.ts';

export interface FaultRule {
  readonly direction: Direction;
  readonly fault: Fault;
  /** Bytes of that direction that pass before it happens. Default 0; of a live connection, those that have passed. */
  readonly at?: number;
  /** Number of the connection it is meant for, from 0 on in the order of acceptance. Default: each. */
  readonly connection?: number;
  /** How likely it applies to a connection, 0 to 1. Default 1. */
  readonly chance?: number;
}

export interface FaultProxyOptions {
  /** Decides about chances. Default 1. */
  readonly seed?: number;
  readonly rules?: readonly FaultRule[];
  readonly clock?: TestClock;
}

interface Link {
  readonly number: number;
  readonly lanes: Readonly<{ [direction in Direction]: FaultLane }>;
  readonly sockets: readonly [Socket, Socket];
}

const CHANCE_STEPS = 1_000_000;

export class FaultProxy {
  /** Where connections go; set it before the first one comes. */
  target: { readonly host: string; readonly port: number } | undefined;
  /** What happens to connections accepted from now on. */
  rules: readonly FaultRule[];
  /** Whether new connections are reset at once, as by a node that is not there. */
  refuses = false;
  readonly #server: Server;
  readonly #seed: number;
  readonly #clock: TestClock;
  readonly #links = new Set<Link>();
  #accepted = 0;
  #injections = 0;

  /** Use {@link FaultProxy.listen}. */
  constructor(options: FaultProxyOptions) {
    this.#seed = options.seed ?? 1;
    this.#clock = options.clock ?? realClock;
    this.rules = options.rules ?? [];
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port of loopback. */
  static async listen(options: FaultProxyOptions = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get address(): { readonly host: string; readonly port: number } {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** Connections accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Connections open now. */
  get open(): number {
    return this.#links.size;
  }

  /** Applies a rule to the connections that are open now. */
  inject(rule: FaultRule): void {
    const injection = ++this.#injections;
    for (const link of [...this.#links]) this.#apply(link, rule, `inject ${injection}`);
  }

  /** Resets every connection and stops listening. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const { sockets } of this.#links) for (const socket of sockets) socket.destroy();
    await closed;
  }

  #accept(client: Socket): void {
    const number = this.#accepted++;
    client.on('error', () => {});
    if (this.refuses || this.target === undefined) {
      reset(client);
      return;
    }
    const node = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    node.on('error', () => {});
    const lanes = {
      up: new FaultLane(client, node, this.#clock),
      down: new FaultLane(node, client, this.#clock),
    };
    const link: Link = { number, lanes, sockets: [client, node] };
    this.#links.add(link);
    const onClose = (): void => {
      if (client.destroyed && node.destroyed) this.#links.delete(link);
    };
    client.on('close', onClose);
    node.on('close', onClose);
    for (const [index, rule] of this.rules.entries()) this.#apply(link, rule, `rule ${index}`);
  }

  #apply(link: Link, rule: FaultRule, name: string): void {
    if (rule.connection !== undefined && rule.connection !== link.number) return;
    if (rule.chance !== undefined && !this.#isChosen(rule.chance, `${name} ${link.number}`)) return;
    const lane = link.lanes[rule.direction];
    lane.place(rule.fault, rule.at ?? lane.offset);
  }

  /** Depends on the seed, the rule and the connection only, not on what happened before. */
  #isChosen(chance: number, name: string): boolean {
    let seed = this.#seed;
    for (const char of name) seed = (Math.imul(seed, 31) + (char.codePointAt(0) as number)) | 0;
    return new Random(seed).below(CHANCE_STEPS) < chance * CHANCE_STEPS;
  }
}
