// Settings of namespaces and sets as text: what `get-config` prints and `set-config` takes, with the real server's names
// and ranges.

import { MAX_RECORD_BYTES, MAX_TRANSACTION_SECONDS, MIN_RECORD_BYTES } from '../limits.ts';
import type { NamespaceConfig } from '../storage/namespace-config.ts';
import type { SetConfig } from '../storage/set-table.ts';
import { badParameter } from './info-failure.ts';
import { parseNumber } from './service-config.ts';

const MAX_TTL_SECONDS = 315_360_000;
const DAY_SECONDS = 24 * 60 * 60;

/** Seconds, or seconds with a unit: `30`, `5m`, `2h`, `1d`. */
function parseSeconds(value: string, max: number, min = 0): number {
  const match = /^(\d{1,10})([smhd]?)$/i.exec(value);
  if (match === null) throw badParameter('invalid set-config parameter');
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: DAY_SECONDS }[(match[2] as string).toLowerCase()] as number;
  return parseNumber(String(Number(match[1]) * unit), min, max);
}

function parseBoolean(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw badParameter('invalid set-config parameter');
  return value === 'true';
}

/** Some settings are those of strongly consistent namespaces only. */
function requireConsistency(config: NamespaceConfig): void {
  if (!config.strongConsistency) throw badParameter('invalid set-config parameter');
}

type Setter<C> = (config: C, value: string) => void;
type SettersOf<C> = ReadonlyMap<string, Setter<C>>;

function settersOf<C>(setters: Readonly<Record<string, Setter<C>>>): SettersOf<C> {
  return new Map(Object.entries(setters));
}

const NAMESPACE_SETTERS: SettersOf<NamespaceConfig> = settersOf({
  'allow-ttl-without-nsup': (config, value) => {
    config.allowTtlWithoutNsup = parseBoolean(value);
  },
  'default-read-touch-ttl-pct': (config, value) => {
    config.defaultReadTouchTtlPct = parseNumber(value, 0, 100);
  },
  'default-ttl': (config, value) => {
    config.defaultTtl = parseSeconds(value, MAX_TTL_SECONDS);
  },
  'disallow-null-setname': (config, value) => {
    config.disallowNullSetname = parseBoolean(value);
  },
  'disable-mrt-writes': (config, value) => {
    requireConsistency(config);
    config.disableMrtWrites = parseBoolean(value);
  },
  'max-record-size': (config, value) => {
    config.maxRecordSize = parseNumber(value, MIN_RECORD_BYTES, MAX_RECORD_BYTES);
  },
  'mrt-duration': (config, value) => {
    requireConsistency(config);
    config.mrtDuration = parseSeconds(value, MAX_TRANSACTION_SECONDS, 1);
  },
  'nsup-period': (config, value) => {
    config.nsupPeriod = parseSeconds(value, Number.MAX_SAFE_INTEGER);
  },
  'reject-non-xdr-writes': (config, value) => {
    config.rejectNonXdrWrites = parseBoolean(value);
  },
  'reject-xdr-writes': (config, value) => {
    config.rejectXdrWrites = parseBoolean(value);
  },
  'strong-consistency-allow-expunge': (config, value) => {
    requireConsistency(config);
    config.strongConsistencyAllowExpunge = parseBoolean(value);
  },
  'stop-writes-used-pct': (config, value) => {
    config.stopWritesUsedPct = parseNumber(value, 0, 100);
  },
});

const SET_SETTERS: SettersOf<SetConfig> = settersOf({
  'default-read-touch-ttl-pct': (config, value) => {
    config.defaultReadTouchTtlPct = parseNumber(value, -1, 100);
  },
  'default-ttl': (config, value) => {
    config.defaultTtl = value === '-1' ? -1 : parseSeconds(value, MAX_TTL_SECONDS);
  },
  'stop-writes-count': (config, value) => {
    config.stopWritesCount = parseNumber(value, 0, Number.MAX_SAFE_INTEGER);
  },
  'stop-writes-size': (config, value) => {
    config.stopWritesSize = parseNumber(value, 0, Number.MAX_SAFE_INTEGER);
  },
});

export function setNamespaceConfig(config: NamespaceConfig, key: string, value: string): void {
  const setter = NAMESPACE_SETTERS.get(key);
  if (setter === undefined) throw badParameter('invalid set-config parameter');
  setter(config, value);
}

export function setSetConfig(config: SetConfig, key: string, value: string): void {
  const setter = SET_SETTERS.get(key);
  if (setter === undefined) throw badParameter('invalid set-config parameter');
  setter(config, value);
}

/** `key=value` texts of a namespace's settings. */
export function namespaceConfigPairs(config: NamespaceConfig, rackId = 0): string[] {
  return [
    `allow-ttl-without-nsup=${config.allowTtlWithoutNsup}`,
    'background-query-max-rps=10000',
    'conflict-resolution-policy=generation',
    'conflict-resolve-writes=false',
    `default-read-touch-ttl-pct=${config.defaultReadTouchTtlPct}`,
    `default-ttl=${config.defaultTtl}`,
    `disable-mrt-writes=${config.disableMrtWrites}`,
    `disallow-null-setname=${config.disallowNullSetname}`,
    `max-record-size=${config.maxRecordSize}`,
    `mrt-duration=${config.mrtDuration}`,
    `nsup-period=${config.nsupPeriod}`,
    `rack-id=${rackId}`,
    'read-consistency-level-override=off',
    `reject-non-xdr-writes=${config.rejectNonXdrWrites}`,
    `reject-xdr-writes=${config.rejectXdrWrites}`,
    `replication-factor=${config.replicationFactor}`,
    `strong-consistency=${config.strongConsistency}`,
    `strong-consistency-allow-expunge=${config.strongConsistencyAllowExpunge}`,
    'transaction-pending-limit=20',
    'write-commit-level-override=off',
    'index-type=mem',
    'sindex-type=mem',
    'storage-engine=memory',
    `storage-engine.data-size=${config.dataSize}`,
    `storage-engine.stop-writes-used-pct=${config.stopWritesUsedPct}`,
  ];
}
