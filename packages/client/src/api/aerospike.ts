// The functions of the module itself: making clients, process-wide settings, and `print`.

import { hyperLogLogs } from '../model/hyperloglog.ts';
import type { CommandQueuePolicyOptions } from '../model/policies/service-policies.ts';
import type { Log } from '../observe/logger.ts';
import { setDefaultLog } from '../observe/logger.ts';
import { Client } from './client.ts';
import type { TypedCallback } from './commands/callback.ts';
import type { Config, ConfigOptions } from './configuration/config.ts';

/**
 * Makes a client; it is not connected yet.
 *
 * @throws AerospikeError `ERR_CLIENT` for an impossible value in the configuration.
 *
 * @example
 * import { client } from 'tendril';
 *
 * console.log(client().isConnected()); // false
 */
export function client(config?: ConfigOptions | Config | null): Client {
  return new Client(config);
}

/**
 * Makes a client and connects it.
 *
 * @param config - Configuration; may be left out.
 * @param callback - Receives the client; without it a promise is returned.
 * @throws AerospikeError `ERR_CONNECTION` if no seed can be reached.
 *
 * @example
 * import { connect } from 'tendril';
 *
 * const client = await connect();
 * console.log(client.getNodes().length > 0); // true
 * client.close();
 */
export function connect(config?: ConfigOptions | Config | null): Promise<Client>;
export function connect(callback: TypedCallback<Client>): Client;
export function connect(config: ConfigOptions | Config | null | undefined, callback: TypedCallback<Client>): Client;
export function connect(
  this: unknown,
  config?: ConfigOptions | Config | TypedCallback<Client> | null,
  callback?: TypedCallback<Client>,
): Client | Promise<Client> {
  const make = clientOf(this);
  const made = typeof config === 'function' ? make(null) : make(config);
  const done = typeof config === 'function' ? config : callback;
  if (typeof done !== 'function') return made.connect();
  made.connect(done);
  return made;
}

/** The function `client` of the module whose `connect` was called: tests replace it there. */
function clientOf(module: unknown): typeof client {
  const { client: own, connect: sibling } = Object(module) as { readonly client?: unknown; readonly connect?: unknown };
  return typeof own === 'function' && typeof sibling === 'function' ? (own as typeof client) : client;
}

/**
 * Sets level and file of the log of clients made from now on; those with a `log` configuration keep their own.
 *
 * @example
 * import { log, setDefaultLogging } from 'tendril';
 *
 * setDefaultLogging({ level: log.ERROR });
 */
export function setDefaultLogging(settings: Log): void {
  setDefaultLog(settings);
}

/**
 * Accepted for compatibility: Tendril's commands wait in a queue per node, under their own time limits; there is
 * nothing to set up.
 *
 * @example
 * import { CommandQueuePolicy, setupGlobalCommandQueue } from 'tendril';
 *
 * setupGlobalCommandQueue(new CommandQueuePolicy({ maxCommandsInProcess: 50 }));
 */
export function setupGlobalCommandQueue(_policy: CommandQueuePolicyOptions): void {}

/**
 * Accepted for compatibility: there is no event loop to release.
 *
 * @example
 * import { releaseEventLoop } from 'tendril';
 *
 * releaseEventLoop();
 */
export function releaseEventLoop(): void {}

/**
 * Prints the outcome of a command; made to be passed as a callback.
 *
 * @example
 * import { print } from 'tendril';
 *
 * print(null, { n: 1 }); // Result: { n: 1 }
 */
export function print(error: Error | null | undefined, result?: unknown): void {
  if (error) console.error('Error:', error.message);
  else console.info('Result:', result);
}

/**
 * Sets whether HyperLogLogs are read as `HyperLogLog` rather than as bytes, by all clients of this process; they are
 * written back as HyperLogLogs then. Bytes are written as bytes.
 *
 * @param enable - Whether they are; false until this is called.
 * @throws TypeError if `enable` is not a boolean.
 *
 * @example
 * import { wrapHLL } from 'tendril';
 *
 * wrapHLL(true);
 */
export function wrapHLL(enable: boolean): void {
  if (typeof enable !== 'boolean') throw new TypeError('wrapHLL requires exactly one boolean argument');
  hyperLogLogs.wrapped = enable;
}
