// The table of policies: which policy has which fields, in the order of their properties, with ranges and defaults.
// Classes, option types, resolver, unknown names and docs/reference/policies.md all follow from it; no number in it
// stands anywhere else. Meanings stand in fields.ts, and the types prove that the two agree.
// Names, orders and defaults are those of `aerospike` 6.7.1; docs/protocol/retries-and-timeouts.md, "Timeouts".

import {
  commitLevel,
  errorDetailVerbosity,
  exists,
  gen,
  key,
  queryDuration,
  readModeAP,
  readModeSC,
  replica,
  ttl,
} from '../constants.ts';
import type { BitwiseFields, HLLFields, ListFields, MapFields, StringFields } from './collection-fields.ts';
import { type Field, type FieldFor, type IntegerField, MAX_UINT32 } from './field.ts';
import type {
  BasePolicyOptions,
  BatchFields,
  CommandFields,
  DetailFields,
  MergeFields,
  StreamFields,
} from './fields.ts';
import type { AdminFields, CommandQueueFields, InfoFields, MetricsFields } from './service-fields.ts';

/** One field in the table for each that is documented, of a kind that fits its type, and no other. */
type Described<Documented> = { readonly [Name in keyof Documented]-?: FieldFor<NonNullable<Documented[Name]>> };

const milliseconds = (byDefault: number) => ({ type: 'milliseconds', default: byDefault }) as const;
const integer = (byDefault: number, max = MAX_UINT32, min = 0): IntegerField => ({
  type: 'integer',
  default: byDefault,
  min,
  max,
});
const flag = (byDefault: boolean) => ({ type: 'flag', default: byDefault }) as const;
const optional = <Type extends 'expression' | 'object' | 'text'>(type: Type) => ({ type, default: undefined }) as const;

/** A field for the values of `policy.<name>`, which count from 0 without gaps. */
function oneOf(name: string, values: { readonly [name: string]: number }, byDefault: number): IntegerField {
  return { ...integer(byDefault, Math.max(...Object.values(values))), constant: { name: `policy.${name}`, values } };
}

/** Fields of the same table, in this order. */
function pick<Table, Name extends keyof Table>(table: Table, ...names: readonly Name[]): Pick<Table, Name> {
  return Object.fromEntries(names.map((name) => [name, table[name]])) as Pick<Table, Name>;
}

export const BASE = {
  socketTimeout: milliseconds(30_000),
  totalTimeout: milliseconds(1_000),
  maxRetries: integer(2),
  filterExpression: optional('expression'),
  compress: flag(false),
  txn: optional('object'),
  connectTimeout: milliseconds(0),
  timeoutDelay: milliseconds(3_000),
} as const satisfies Described<Omit<BasePolicyOptions, keyof DetailFields>>;

export const COMMAND = {
  key: oneOf('key', key, key.DIGEST),
  gen: oneOf('gen', gen, gen.IGNORE),
  generation: integer(0, 0xffff),
  exists: oneOf('exists', exists, exists.IGNORE),
  replica: oneOf('replica', replica, replica.SEQUENCE),
  readModeAP: oneOf('readModeAP', readModeAP, readModeAP.ONE),
  readModeSC: oneOf('readModeSC', readModeSC, readModeSC.SESSION),
  readTouchTtlPercent: integer(0, 100, -1),
  deserialize: flag(true),
  commitLevel: oneOf('commitLevel', commitLevel, commitLevel.ALL),
  ttl: integer(ttl.NAMESPACE_DEFAULT, MAX_UINT32, ttl.CLIENT_DEFAULT),
  durableDelete: flag(false),
  onLockingOnly: flag(false),
  compressionThreshold: integer(128),
} as const satisfies Described<CommandFields>;

/** Of later versions of `aerospike`: a property of the classes only where it is given, as `merge`. */
export const DETAILS = {
  errorDetailVerbosity: {
    ...integer(errorDetailVerbosity.NONE, errorDetailVerbosity.TRACE),
    constant: { name: 'errorDetailVerbosity', values: errorDetailVerbosity },
  },
} as const satisfies Described<DetailFields>;

/** Not in `aerospike`, whose classes programs compare: a property of the classes only where it is given. */
export const MERGE = { merge: flag(true) } as const satisfies Described<MergeFields>;

export const BATCH = {
  concurrent: flag(false),
  allowInline: flag(true),
  allowInlineSSD: flag(false),
  respondAllKeys: flag(true),
  sendSetName: flag(false),
} as const satisfies Described<BatchFields>;

export const STREAM = {
  failOnClusterChange: flag(false),
  infoTimeout: milliseconds(10_000),
  expectedDuration: oneOf('queryDuration', queryDuration, queryDuration.LONG),
  recordsPerSecond: integer(0),
  maxRecords: integer(0, Number.MAX_SAFE_INTEGER),
} as const satisfies Described<StreamFields>;

export const ADMIN = { timeout: milliseconds(1_000) } satisfies Described<AdminFields>;

export const INFO = {
  timeoutDelay: BASE.timeoutDelay,
  timeout: milliseconds(1_000),
  sendAsIs: flag(true),
  checkBounds: flag(true),
} as const satisfies Described<InfoFields>;

/** Four flags at most. */
const WRITE_FLAGS = integer(0, 0b1111);

const READ_MODES = pick(COMMAND, 'readModeAP', 'readModeSC', 'readTouchTtlPercent');

/**
 * @internal A kind of policy. `own` stands beside the fields of `base`, where the kind has these; `beyond` are those that
 * only Tendril has.
 */
export interface PolicyKind {
  readonly className: string;
  readonly base?: { readonly [name: string]: Field };
  readonly own: { readonly [name: string]: Field };
  readonly beyond?: { readonly [name: string]: Field };
}

/** The policies by their kind, which is their name in `Config.policies`. */
export const POLICIES = {
  base: { className: 'BasePolicy', own: BASE, beyond: DETAILS },
  read: {
    className: 'ReadPolicy',
    base: BASE,
    beyond: { ...DETAILS, ...MERGE },
    own: { ...pick(COMMAND, 'key', 'replica'), ...READ_MODES, ...pick(COMMAND, 'deserialize') },
  },
  write: {
    className: 'WritePolicy',
    base: BASE,
    beyond: { ...DETAILS, ...MERGE },
    own: pick(
      COMMAND,
      ...(['replica', 'compressionThreshold', 'key', 'gen', 'exists', 'commitLevel', 'durableDelete'] as const),
      'onLockingOnly',
    ),
  },
  operate: {
    className: 'OperatePolicy',
    base: BASE,
    beyond: { ...DETAILS, ...MERGE },
    own: {
      ...pick(COMMAND, 'key', 'gen', 'exists', 'replica', 'commitLevel', 'deserialize', 'durableDelete'),
      ...READ_MODES,
    },
  },
  remove: {
    className: 'RemovePolicy',
    base: BASE,
    beyond: { ...DETAILS, ...MERGE },
    own: pick(COMMAND, 'replica', 'generation', 'key', 'gen', 'commitLevel', 'durableDelete'),
  },
  apply: {
    className: 'ApplyPolicy',
    base: BASE,
    beyond: DETAILS,
    own: pick(COMMAND, 'replica', 'key', 'commitLevel', 'ttl', 'durableDelete', 'onLockingOnly'),
  },
  batch: {
    className: 'BatchPolicy',
    base: BASE,
    beyond: DETAILS,
    own: { ...pick(COMMAND, 'replica'), ...READ_MODES, ...BATCH, ...pick(COMMAND, 'deserialize') },
  },
  batchRead: { className: 'BatchReadPolicy', own: { ...pick(BASE, 'filterExpression'), ...READ_MODES } },
  batchWrite: {
    className: 'BatchWritePolicy',
    own: {
      ...pick(BASE, 'filterExpression'),
      ...pick(COMMAND, 'ttl', 'key', 'commitLevel', 'gen', 'exists', 'durableDelete', 'onLockingOnly'),
    },
  },
  batchRemove: {
    className: 'BatchRemovePolicy',
    own: {
      ...pick(BASE, 'filterExpression'),
      ...pick(COMMAND, 'key', 'commitLevel', 'gen', 'generation', 'durableDelete'),
    },
  },
  batchApply: {
    className: 'BatchApplyPolicy',
    own: {
      ...pick(BASE, 'filterExpression'),
      ...pick(COMMAND, 'key', 'commitLevel', 'ttl', 'durableDelete', 'onLockingOnly'),
    },
  },
  query: {
    className: 'QueryPolicy',
    base: BASE,
    beyond: DETAILS,
    own: {
      ...pick(COMMAND, 'replica', 'deserialize'),
      ...pick(STREAM, 'failOnClusterChange', 'infoTimeout', 'expectedDuration'),
    },
  },
  scan: {
    className: 'ScanPolicy',
    base: BASE,
    beyond: DETAILS,
    own: { ...pick(COMMAND, 'replica', 'durableDelete'), ...pick(STREAM, 'recordsPerSecond', 'maxRecords') },
  },
  list: {
    className: 'ListPolicy',
    own: { order: integer(0, 1), writeFlags: WRITE_FLAGS } satisfies Described<ListFields>,
  },
  map: {
    className: 'MapPolicy',
    own: {
      order: integer(0, 3),
      writeMode: integer(0, 2),
      writeFlags: WRITE_FLAGS,
    } satisfies Described<MapFields>,
  },
  bitwise: { className: 'BitwisePolicy', own: { writeFlags: WRITE_FLAGS } satisfies Described<BitwiseFields> },
  hll: { className: 'HLLPolicy', own: { writeFlags: WRITE_FLAGS } satisfies Described<HLLFields> },
  string: { className: 'StringPolicy', own: { writeFlags: integer(0, 0b111) } satisfies Described<StringFields> },
  info: { className: 'InfoPolicy', own: INFO },
  admin: { className: 'AdminPolicy', own: ADMIN },
  metrics: {
    className: 'MetricsPolicy',
    own: {
      metricsListeners: optional('object'),
      reportDir: optional('text'),
      reportSizeLimit: integer(0, Number.MAX_SAFE_INTEGER),
      interval: integer(30),
      latencyColumns: integer(7, 0xff),
      latencyShift: integer(1, 0xff),
      labels: optional('object'),
    } satisfies Described<MetricsFields>,
  },
  commandQueue: {
    className: 'CommandQueuePolicy',
    own: {
      maxCommandsInProcess: integer(0),
      maxCommandsInQueue: integer(0),
      queueInitialCapacity: integer(256),
    } satisfies Described<CommandQueueFields>,
  },
} as const satisfies { readonly [kind: string]: PolicyKind };

const WRITE = { maxRetries: 0 };
const STREAMED = { totalTimeout: 0, maxRetries: 5 };
const ROLL = { socketTimeout: 3_000, totalTimeout: 10_000, maxRetries: 5, replica: replica.MASTER };

/** @internal Where the defaults of what a client configures differ from those of the fields. */
export const DEFAULTS = {
  read: {},
  write: WRITE,
  operate: WRITE,
  /** Configured as `operate`, for operations that only read. */
  operateRead: {},
  remove: WRITE,
  apply: WRITE,
  batch: {},
  batchParentWrite: WRITE,
  txnVerify: { ...ROLL, readModeSC: readModeSC.LINEARIZE },
  txnRoll: ROLL,
  query: STREAMED,
  scan: STREAMED,
  info: {},
  admin: {},
} as const satisfies { readonly [kind: string]: { readonly [name: string]: number } };

/** Name of a kind of policy in the table. */
export type Kind = keyof typeof POLICIES;

/** The fields that a kind has beside those of `base`. */
export type Own<Name extends Kind> = keyof (typeof POLICIES)[Name]['own'];

/** @internal The fields that the class of a kind always has, those of `base` first. */
export function fieldsOf(kind: Kind): { readonly [name: string]: Field } {
  const { base, own }: PolicyKind = POLICIES[kind];
  return { ...base, ...own };
}

/** @internal All fields of a kind. */
export function allFieldsOf(kind: Kind): { readonly [name: string]: Field } {
  const { beyond }: PolicyKind = POLICIES[kind];
  return { ...fieldsOf(kind), ...beyond };
}
