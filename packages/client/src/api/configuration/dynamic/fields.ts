// What a file of dynamic configuration may say, section by section: its names, which are those of all Aerospike clients,
// the fields that they stand for, and how values are read. A name that means nothing here is listed with `ignored`, so
// that it is not taken for a mistake.

import { key, queryDuration, readModeAP, readModeSC, replica } from '../../../model/constants.ts';

/** Reads a value of the file. Throws with what would be right. */
export type Read = (value: unknown) => unknown;

/** The field that a name stands for, and how its value is read; undefined where it means nothing to this client. */
export type FileField = readonly [field: string, read: Read] | undefined;

export interface Section {
  /** Policies that it changes, by their names in `Config.policies`. */
  readonly kinds: readonly string[];
  readonly fields: { readonly [name: string]: FileField };
}

const MAX_UINT32 = 0xffff_ffff;
const MIN_TEND_INTERVAL_MS = 250;
const MIN_TIMEOUT_DELAY_MS = 1_000;

function integer(min = 0, max = MAX_UINT32): Read {
  return (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new Error(`should be a whole number from ${min} to ${max}`);
  };
}

function oneOf(values: { readonly [name: string]: number }, others: { readonly [name: string]: number } = {}): Read {
  const known = { ...values, ...others };
  return (value) => {
    if (typeof value === 'string' && Object.hasOwn(known, value)) return known[value];
    throw new Error(`should be one of ${Object.keys(known).join(', ')}`);
  };
}

const flag: Read = (value) => {
  if (typeof value === 'boolean') return value;
  throw new Error('should be true or false');
};

const text: Read = (value) => {
  if (typeof value === 'string') return value;
  throw new Error('should be text');
};

const integers: Read = (value) => {
  if (Array.isArray(value) && value.every(Number.isInteger)) return value;
  throw new Error('should be a list of whole numbers');
};

const labels: Read = (value) => {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isMap && Object.values(value).every((label) => typeof label !== 'object')) {
    return Object.fromEntries(Object.entries(value).map(([name, label]) => [name, String(label)]));
  }
  throw new Error('should be names with texts');
};

const timeoutDelay: Read = (value) => {
  const ms = integer()(value) as number;
  if (ms === 0 || ms >= MIN_TIMEOUT_DELAY_MS) return ms;
  throw new Error(`should be 0 or at least ${MIN_TIMEOUT_DELAY_MS}`);
};

const sendKey: Read = (value) => (flag(value) ? key.SEND : key.DIGEST);
/** One thread at a time is one node after the other; there are no threads here. */
const threads: Read = (value) => integer()(value) !== 1;

const REPLICAS = oneOf(
  {
    MASTER: replica.MASTER,
    SEQUENCE: replica.SEQUENCE,
    PREFER_RACK: replica.PREFER_RACK,
    RANDOM: replica.RANDOM,
  },
  { MASTER_PROLES: replica.ANY },
);

const BASE = {
  replica: ['replica', REPLICAS],
  connect_timeout: ['connectTimeout', integer()],
  socket_timeout: ['socketTimeout', integer()],
  total_timeout: ['totalTimeout', integer()],
  timeout_delay: ['timeoutDelay', timeoutDelay],
  max_retries: ['maxRetries', integer()],
  sleep_between_retries: undefined,
  fail_on_filtered_out: undefined,
} as const;

const READ_MODES = {
  read_mode_ap: ['readModeAP', oneOf(readModeAP)],
  read_mode_sc: ['readModeSC', oneOf(readModeSC)],
} as const;

const ROWS = { durable_delete: ['durableDelete', flag], send_key: ['key', sendKey] } as const;

const BATCH = {
  ...BASE,
  ...READ_MODES,
  max_concurrent_threads: ['concurrent', threads],
  allow_inline: ['allowInline', flag],
  allow_inline_ssd: ['allowInlineSSD', flag],
  respond_all_keys: ['respondAllKeys', flag],
} as const;

/** Sections below `dynamic` that are policies. One of the file may be several here, and some names only of one of them. */
export const POLICY_SECTIONS: { readonly [name: string]: readonly Section[] } = {
  read: [
    { kinds: ['read'], fields: { ...BASE, ...READ_MODES } },
    { kinds: ['operate'], fields: READ_MODES },
  ],
  write: [{ kinds: ['write', 'operate', 'remove', 'apply'], fields: { ...BASE, ...ROWS } }],
  query: [
    {
      kinds: ['query'],
      fields: {
        ...BASE,
        info_timeout: ['infoTimeout', integer()],
        expected_duration: ['expectedDuration', oneOf(queryDuration)],
        include_bin_data: undefined,
        record_queue_size: undefined,
      },
    },
  ],
  scan: [{ kinds: ['scan'], fields: { ...BASE, concurrent_nodes: undefined, max_concurrent_nodes: undefined } }],
  batch_read: [{ kinds: ['batch'], fields: BATCH }],
  batch_write: [
    { kinds: ['batchParentWrite'], fields: BATCH },
    { kinds: ['batchWrite'], fields: ROWS },
  ],
  batch_udf: [{ kinds: ['batchApply'], fields: ROWS }],
  batch_delete: [{ kinds: ['batchRemove'], fields: ROWS }],
  txn_verify: [{ kinds: ['txnVerify'], fields: BATCH }],
  txn_roll: [{ kinds: ['txnRoll'], fields: BATCH }],
};

/** `dynamic.client`, as names of `Config`. */
export const DYNAMIC_CLIENT: Section['fields'] = {
  app_id: ['appId', text],
  timeout: ['connTimeoutMs', integer()],
  max_error_rate: ['maxErrorRate', integer()],
  error_rate_window: ['errorRateWindow', integer()],
  login_timeout: ['loginTimeoutMs', integer()],
  max_socket_idle: ['maxSocketIdle', integer()],
  tend_interval: ['tenderInterval', integer(MIN_TEND_INTERVAL_MS)],
  use_service_alternative: ['useAlternateAccessAddress', flag],
  rack_aware: ['rackAware', flag],
  rack_ids: ['rackIds', integers],
  fail_if_not_connected: undefined,
};

/** `static.client`, as names of `Config`, and the interval of looking at the file. */
export const STATIC_CLIENT: Section['fields'] = {
  config_interval: ['configInterval', integer()],
  async_max_connections_per_node: ['maxConnsPerNode', integer()],
  async_min_connections_per_node: ['minConnsPerNode', integer()],
  max_connections_per_node: undefined,
  min_connections_per_node: undefined,
};

/** `dynamic.metrics`, as names of `MetricsPolicy`, and whether they are enabled. */
export const METRICS: Section['fields'] = {
  enable: ['enable', flag],
  latency_columns: ['latencyColumns', integer(1, 0xff)],
  latency_shift: ['latencyShift', integer(0, 63)],
  labels: ['labels', labels],
};
