// Client: the database as applications see it, put together from the topics under commands/ and the lifecycle.
//
// It is a function with a prototype and not a class, because what works with `aerospike` works here: programs inherit
// from it by `Client.call(this, config)`, and tools replace methods on the prototype, which are plain and enumerable.

import { EventEmitter } from 'node:events';
import type { LinkFactory } from '../command/routing/cluster-link.ts';
import { openLink } from '../command/routing/open-link.ts';
import type { Clock } from '../time/clock.ts';
import { type Commands, commands } from './commands/commands.ts';
import { READ_PARTICLES, readParticles } from './commands/records.ts';
import { Config, type ConfigOptions } from './configuration/config.ts';
import { configurationWarning } from './configuration/warnings.ts';
import { ClientCore } from './lifecycle/client-core.ts';
import { CORE, type HasCore } from './lifecycle/core-of.ts';
import type { ClientEmitter } from './lifecycle/events.ts';
import { type Lifecycle, lifecycle } from './lifecycle/lifecycle.ts';

/**
 * A client of one Aerospike cluster. It shares connections among all commands; make one per cluster and process.
 *
 * Every command returns a promise, or takes a callback as its last argument. Policies are optional everywhere; with
 * `signal` in a policy, an `AbortController` ends the command.
 *
 * @example
 * import { Client, Key } from 'tendril';
 *
 * const client = new Client({ hosts: process.env.AEROSPIKE_HOSTS });
 * await client.connect();
 * const key = new Key('test', 'demo', 'client');
 * await client.put(key, { greeting: 'hello' });
 * const { bins } = await client.get(key);
 * console.log(bins.greeting); // hello
 * client.close();
 */
export interface Client extends ClientEmitter, Lifecycle, Commands {
  /** Configuration that the client was made with. */
  readonly config: Config;
  /** Whether `connect` succeeded and `close` was not called since. */
  connected: boolean;
  /**
   * Whether errors carry the stack of the call even where a callback is used; costs time on every command. Default:
   * whether the environment has `AEROSPIKE_DEBUG_STACKTRACES`. Errors of awaited commands show their caller anyway.
   */
  captureStackTraces: boolean;
}

declare module '../model/client-type.ts' {
  interface TypesAbove {
    client: Client;
  }
}

export interface ClientConstructor {
  /**
   * @param config - Configuration; every value has a default.
   * @throws AerospikeError `ERR_CLIENT` for an impossible value.
   * @throws TypeError for an unknown kind of policy.
   */
  new (config?: ConfigOptions | Config | null): Client;
  readonly prototype: Client;
}

function construct(
  this: Client,
  config: ConfigOptions | Config | null | undefined,
  link: LinkFactory,
  clock?: Clock,
): void {
  EventEmitter.call(this as unknown as EventEmitter);
  const own = this as { -readonly [name in keyof Client]: Client[name] } & { [CORE]: ClientCore };
  own.config = new Config(config as ConfigOptions);
  own.connected = false;
  own.captureStackTraces = Boolean(process.env.AEROSPIKE_DEBUG_STACKTRACES);
  const warning = configurationWarning(config);
  // Not enumerable: whatever copies, clones or prints a client does not meet it.
  Object.defineProperty(this, CORE, { value: new ClientCore(this, link, warning, clock) });
}

export const Client = function Client(this: Client, config?: ConfigOptions | Config | null): void {
  construct.call(this, config, openLink);
} as unknown as ClientConstructor;

/** @internal A client on another link and clock than those of real clients; for tests. */
export function clientOn(link: LinkFactory, config?: ConfigOptions | null, clock?: Clock): Client {
  const client: Client = Object.create(Client.prototype);
  construct.call(client, config, link, clock);
  return client;
}

Object.setPrototypeOf(Client, EventEmitter);
Object.setPrototypeOf(Client.prototype, EventEmitter.prototype);
Object.assign(Client.prototype, lifecycle, commands);
Object.defineProperty(Client.prototype, READ_PARTICLES, { value: readParticles });
Object.defineProperty(Client.prototype, 'tendRole', {
  get(this: HasCore) {
    return this[CORE].life.tendRole;
  },
  configurable: true,
});
