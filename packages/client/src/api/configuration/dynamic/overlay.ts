// A configuration with a file laid over it: what the file names beats the configuration, and what commands are given.

import type { Config } from '../config.ts';
import type { DynamicSettings } from './settings.ts';

const DEFAULT_INTERVAL_MS = 60_000;
const FILE_URL = 'file://';

/** Where the file is, and how often it is looked at unless it says so itself. */
export interface ConfigSource {
  readonly path: string;
  readonly intervalMs: number;
}

/** The environment beats the configuration, as with the other clients. */
export function configSource({ configProvider }: Config, environment = process.env): ConfigSource | undefined {
  const given = environment.AEROSPIKE_CLIENT_CONFIG_URL || configProvider?.path;
  if (given === undefined) return undefined;
  const path = given.startsWith(FILE_URL) ? given.slice(FILE_URL.length) : given;
  return { path, intervalMs: Math.trunc(configProvider?.interval ?? DEFAULT_INTERVAL_MS) };
}

/** A copy of the configuration with what the file says. */
export function overlaid(config: Config, { config: values, policies }: DynamicSettings): Config {
  const given = config.policies as { readonly [kind: string]: object | undefined };
  const merged: { [kind: string]: object | undefined } = { ...given };
  for (const [kind, fields] of Object.entries(policies)) merged[kind] = { ...given[kind], ...fields };
  // As a plain object: what reads a configuration reads its properties.
  return { ...config, ...values, policies: merged } as unknown as Config;
}

/** A policy as a command is given it, with what the file says of its kind. */
export function overlaidPolicy(given: unknown, fields: object | undefined): unknown {
  if (fields === undefined || typeof given !== 'object' || given === null) return given;
  return { ...given, ...fields };
}
