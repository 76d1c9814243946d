// Settings of the whole node, under the names that `get-config` prints. The embedded server keeps those that clients and
// tools look at; the few that change what it does are named where they are used.

import { badParameter } from './info-failure.ts';

export type ServiceConfig = Record<string, string>;

export function defaultServiceConfig(clusterName: string, nodeId: string): ServiceConfig {
  return {
    'batch-index-threads': '2',
    'batch-max-requests': '0',
    'cluster-name': clusterName,
    'disable-udf-execution': 'false',
    'info-max-ms': '10000',
    'migrate-fill-delay': '0',
    'migrate-threads': '1',
    'min-cluster-size': '1',
    'node-id': nodeId,
    'proto-fd-idle-ms': '0',
    'proto-fd-max': '15000',
    'query-max-done': '100',
    'query-threads-limit': '128',
    'service-threads': '1',
    'sindex-gc-period': '10',
    'ticker-interval': '10',
    'transaction-max-ms': '1000',
  };
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** What `set-config:context=service` may change, with the ranges of the real server. */
const SETTABLE: ReadonlyMap<string, Range> = new Map(
  Object.entries({
    'batch-max-requests': { min: 0, max: 0xffffffff },
    'info-max-ms': { min: 500, max: 10_000 },
    'migrate-fill-delay': { min: 0, max: 0xffffffff },
    'proto-fd-idle-ms': { min: 0, max: 0x7fffffff },
    'proto-fd-max': { min: 1024, max: 0x7fffffff },
    'query-max-done': { min: 0, max: 10_000 },
    'query-threads-limit': { min: 1, max: 1024 },
    'ticker-interval': { min: 0, max: 0xffffffff },
    'transaction-max-ms': { min: 0, max: 0xffffffff },
  }),
);

export function setServiceConfig(config: ServiceConfig, key: string, value: string): void {
  const range = SETTABLE.get(key);
  if (range === undefined) throw badParameter('invalid set-config parameter');
  config[key] = String(parseNumber(value, range.min, range.max));
}

/** A decimal number within a range, or the server's refusal. */
export function parseNumber(value: string, min: number, max: number): number {
  const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw badParameter('invalid set-config parameter');
  return number;
}
