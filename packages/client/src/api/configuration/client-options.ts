// A Config checked and turned into what the layers below need: seeds, intervals, limits, resolved policies.
// Fails with AerospikeError `ERR_CLIENT` and a message that names the value; never changes the Config.

import type { CommandPolicies } from '../../command/command-policies.ts';
import type { LinkOptions } from '../../command/routing/cluster-link.ts';
import { auth } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import {
  type CommandPolicy,
  POLICY_DEFAULTS,
  resolveAdminPolicy,
  resolveBatchPolicy,
  resolveCommandPolicy,
  resolveInfoPolicy,
  resolveStreamPolicy,
} from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { TlsSettings } from '../../net/tls/tls-settings.ts';
import type { SeedAddress } from '../../topology/host-address.ts';
import { parseSeeds, type SeedObject } from '../../topology/seed-text.ts';
import { MAX_PASSWORD_BYTES, MAX_USER_NAME_BYTES } from '../../wire/codes/limits.ts';
import type { Config, MergeMode } from './config.ts';

const DEFAULT_SHARED_MEMORY_KEY = 0xac000000;
const DEFAULT_MAX_IDLE_SECONDS = 55;
const MAX_IDLE_SECONDS = 86_400;
const DEFAULT_MAX_ERROR_RATE = 100;
const DEFAULT_MAX_CONNECTIONS = 100;
const MIN_TEND_INTERVAL_MS = 250;
const DEFAULT_LEASE_SECONDS = 1;
const MAX_LEASE_SECONDS = 3600;
const MAX_COMMANDS_PER_CONNECTION = 256;
const DEFAULT_LOGIN_TIMEOUT_MS = 5_000;

/** What a client works with. */
export interface ClientOptions extends LinkOptions {
  /** None if they cannot be read. */
  readonly seeds: readonly SeedAddress[];
  /** Why connecting will fail: what is wrong with values that were always judged only then. */
  readonly refusal: AerospikeError | undefined;
  readonly policies: CommandPolicies;
}

/** @throws AerospikeError */
export function clientOptions(config: Config): ClientOptions {
  requireSupported(config);
  const given = seeds(config);
  const tls = tlsOf(config);
  const maxConnections = positive('maxConnsPerNode', config.maxConnsPerNode) ?? DEFAULT_MAX_CONNECTIONS;
  const minConnections = positive('minConnsPerNode', config.minConnsPerNode) ?? 0;
  return {
    seeds: given instanceof AerospikeError ? [] : given,
    refusal: given instanceof AerospikeError ? given : refusal(config, minConnections, maxConnections),
    ...(tls !== undefined && { tls }),
    clusterName: text('clusterName', config.clusterName),
    tendIntervalMs: config.tenderInterval ?? 1_000,
    tendTimeoutMs: positive('connTimeoutMs', config.connTimeoutMs) || 1_000,
    useAlternateAccessAddress: config.useAlternateAccessAddress,
    rackAware: flag('rackAware', config.rackAware) ?? false,
    rackIds: racks(config),
    maxConnections,
    minConnections,
    maxCommandsPerConnection: maxCommandsPerConnection(config),
    maxIdleMs:
      1_000 * Math.min(positive('maxSocketIdle', config.maxSocketIdle) || DEFAULT_MAX_IDLE_SECONDS, MAX_IDLE_SECONDS),
    maxErrorRate: positive('maxErrorRate', config.maxErrorRate) ?? DEFAULT_MAX_ERROR_RATE,
    errorRateWindow: Math.max(1, positive('errorRateWindow', config.errorRateWindow) ?? 1),
    sharedMemoryKey: sharedMemoryKey(config),
    leaseMs: leaseMs(config),
    sharedMaxConnections: sharedMaxConnections(config),
    appId: text('appId', config.appId),
    login: login(config),
    loginTimeoutMs: positive('loginTimeoutMs', config.loginTimeoutMs) || DEFAULT_LOGIN_TIMEOUT_MS,
    policies: policies(config),
  };
}

function invalid(message: string, cause?: unknown): AerospikeError {
  return AerospikeError.fromCode({
    code: status.ERR_CLIENT,
    message: `Invalid client configuration: ${message}`,
    cause,
  });
}

function text(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`${name} should be a string`);
  return value;
}

function flag(name: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalid(`${name} should be a boolean`);
  return value;
}

function positive(name: string, value: number | undefined): number | undefined {
  if (value !== undefined && value < 0) throw invalid(`${name} should not be negative`);
  return value;
}

function refusal(config: Config, minConnections: number, maxConnections: number): AerospikeError | undefined {
  const { tenderInterval: interval, authMode } = config;
  const refused = (message: string) => AerospikeError.fromCode({ code: status.ERR_CLIENT, message });
  // A maximum of none is for tests: every command then fails as if all were busy.
  if (minConnections > maxConnections && maxConnections > 0) {
    return refused(`Invalid async connection range: ${minConnections} - ${maxConnections}`);
  }
  if (interval !== undefined && interval < MIN_TEND_INTERVAL_MS) {
    return refused(`Invalid tend interval: ${interval}. min value: ${MIN_TEND_INTERVAL_MS}`);
  }
  if (authMode === auth.AUTH_PKI && config.user !== undefined && config.password) {
    const message =
      'Password authentication is disabled for PKI-only users. Please authenticate using your certificate.';
    return AerospikeError.fromCode({ code: status.FORBIDDEN_PASSWORD, message });
  }
  if ((authMode === auth.EXTERNAL || authMode === auth.AUTH_PKI) && !isEncrypted(config)) {
    return refused('TLS is required for external or PKI authentication');
  }
  return undefined;
}

/** A port or TLS name without anything in front of it. */
const LACKS_HOST = /(?:^|,)\s*:/;

/** Seeds given as text are mostly judged when the client connects, as it has always been; objects at once. */
function seeds(config: Config): readonly SeedAddress[] | AerospikeError {
  const { hosts, port } = config;
  if (typeof hosts !== 'string' && !Array.isArray(hosts)) throw invalid("'hosts' should be a string or an array");
  try {
    return parseSeeds(hosts as string | readonly SeedObject[], port);
  } catch (cause) {
    const { message } = cause as Error;
    if (typeof hosts !== 'string' || LACKS_HOST.test(hosts)) throw invalid(message, cause);
    return AerospikeError.fromCode({ code: status.ERR_INVALID_HOST, message: `Failed to connect: ${message}`, cause });
  }
}

function tlsOf({ tls }: Config): TlsSettings | undefined {
  if (tls === undefined) return undefined;
  const configuration = require('./tls-settings.js') as typeof import('./tls-settings.ts');
  try {
    return configuration.tlsSettings(tls);
  } catch (cause) {
    throw invalid((cause as Error).message, cause);
  }
}

function racks(config: Config): readonly number[] {
  const { rackIds } = config;
  if (rackIds === undefined || rackIds === null) return [config.rackId ?? 0];
  if (!Array.isArray(rackIds) || !rackIds.every(Number.isInteger))
    throw invalid('rackIds should be an array of integers');
  return rackIds;
}

function sharedMemoryKey(config: Config): number | undefined {
  const { sharedMemory } = config;
  if (!sharedMemory || sharedMemory.enable === false) return undefined;
  const key: unknown = sharedMemory.key ?? DEFAULT_SHARED_MEMORY_KEY;
  if (typeof key !== 'number' || !Number.isInteger(key)) throw invalid('sharedMemory.key should be an integer');
  return key >>> 0;
}

function leaseMs({ sharedMemory }: Config): number {
  const seconds: unknown = sharedMemory?.takeoverThresholdSeconds ?? DEFAULT_LEASE_SECONDS;
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= MAX_LEASE_SECONDS)) {
    throw invalid(`sharedMemory.takeoverThresholdSeconds should be above 0 and at most ${MAX_LEASE_SECONDS}`);
  }
  return seconds * 1_000;
}

function sharedMaxConnections({ sharedMemory }: Config): number | undefined {
  const given: unknown = sharedMemory?.maxConnsPerNode;
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 1) {
    throw invalid('sharedMemory.maxConnsPerNode should be an integer of at least 1');
  }
  return given;
}

function maxCommandsPerConnection({ maxCommandsPerConnection: given }: Config): number {
  if (given === undefined) return MAX_COMMANDS_PER_CONNECTION;
  if (given < 1 || given > MAX_COMMANDS_PER_CONNECTION) {
    throw invalid(`maxCommandsPerConnection should be an integer from 1 to ${MAX_COMMANDS_PER_CONNECTION}`);
  }
  return given;
}

function policies(config: Config): CommandPolicies {
  const { admin, apply, batch, batchParentWrite, info, operate, query, read, remove, scan, write } = config.policies;
  const { txnRoll, txnVerify } = config.policies;
  const mode = mergeMode(config);
  const mergesReads = { merge: mode !== 'off' };
  const mergesWrites = { merge: mode === 'on' };
  try {
    return {
      read: recordPolicy(POLICY_DEFAULTS.read, mergesReads, read),
      write: recordPolicy(POLICY_DEFAULTS.write, mergesWrites, write),
      operate: recordPolicy(POLICY_DEFAULTS.operate, mergesWrites, operate),
      operateRead: recordPolicy(POLICY_DEFAULTS.operateRead, mergesReads, operate),
      remove: recordPolicy(POLICY_DEFAULTS.remove, mergesWrites, remove),
      apply: resolveCommandPolicy(POLICY_DEFAULTS.apply, apply),
      batch: resolveBatchPolicy(POLICY_DEFAULTS.batch, batch),
      batchParentWrite: resolveBatchPolicy(POLICY_DEFAULTS.batchParentWrite, batchParentWrite),
      batchRows: config.policies,
      txnVerify: resolveBatchPolicy(POLICY_DEFAULTS.txnVerify, txnVerify),
      txnRoll: resolveBatchPolicy(POLICY_DEFAULTS.txnRoll, txnRoll),
      query: resolveStreamPolicy(POLICY_DEFAULTS.query, query),
      scan: resolveStreamPolicy(POLICY_DEFAULTS.scan, scan),
      info: resolveInfoPolicy(POLICY_DEFAULTS.info, info),
      admin: resolveAdminPolicy(POLICY_DEFAULTS.admin, admin),
    };
  } catch (error) {
    throw invalid((error as Error).message, error);
  }
}

/** The default of `merge` is the client's to say. */
function recordPolicy(defaults: CommandPolicy, merge: object, given: unknown): CommandPolicy {
  return resolveCommandPolicy(resolveCommandPolicy(defaults, merge), given);
}

const MERGE_MODES: readonly unknown[] = ['off', 'reads', 'on'] satisfies MergeMode[];

function mergeMode({ mergeCommands = 'on' }: Config): MergeMode {
  if (!MERGE_MODES.includes(mergeCommands)) throw invalid("mergeCommands should be 'off', 'reads' or 'on'");
  return mergeCommands;
}

function requireConfigProvider(provider: unknown): void {
  if (typeof provider !== 'object' || provider === null) return;
  const { path, interval } = provider as { readonly path?: unknown; readonly interval?: unknown };
  if (path !== undefined && path !== null && typeof path !== 'string') {
    throw invalid('configProvider.path should be a string');
  }
  if (interval !== undefined && interval !== null && !(typeof interval === 'number' && interval >= 0)) {
    throw invalid('configProvider.interval should be a number of milliseconds');
  }
}

/** Refuses loudly what would otherwise be silently without effect, above all where security is asked for. */
function requireSupported(config: Config): void {
  requireConfigProvider(config.configProvider);
}

/** Who logs in, and how; undefined where nobody does. */
function login({ user, password, authMode = auth.INTERNAL }: Config): Credentials | undefined {
  if (!Object.values(auth).includes(authMode)) throw invalid('authMode should be a value of auth');
  const isByCertificate = authMode === auth.AUTH_PKI;
  if (user === undefined && !isByCertificate) return undefined;
  if (!isByCertificate) {
    checkBytes('user', user as string, MAX_USER_NAME_BYTES);
    if (user === '') throw invalid('user should not be empty');
    if (password === undefined) throw invalid('password should be a string');
    checkBytes('password', password, MAX_PASSWORD_BYTES);
  }
  const { Credentials } = require('../../net/login/credentials.js') as typeof import('../../net/login/credentials.ts');
  return new Credentials(authMode as auth, user, password);
}

function checkBytes(name: string, value: string, max: number): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > max) throw invalid(`${name} is ${bytes} bytes long, the limit is ${max}`);
}

function isEncrypted({ tls }: Config): boolean {
  return tls !== undefined && tls.enable !== false;
}
