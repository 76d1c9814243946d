// A MetricsPolicy checked and turned into what metrics are made with. Listeners of a wrong type are a TypeError,
// anything else that is wrong an AerospikeError with the vendor's text, both before anything is enabled.

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import type { MetricsListenersOptions } from './listeners.ts';

export interface MetricsSettings {
  /** Whom to tell; undefined where a file is written. */
  readonly listeners: MetricsListenersOptions | undefined;
  readonly labels: { readonly [name: string]: string };
  readonly reportDir: string;
  /** 0 for no limit. */
  readonly maxReportBytes: number;
  /** In tends. */
  readonly interval: number;
  readonly columns: number;
  readonly shift: number;
}

const LISTENERS = ['enableListener', 'snapshotListener', 'nodeCloseListener', 'disableListener'] as const;
const MAX_DIRECTORY_CHARS = 256;
const MIN_REPORT_BYTES = 1_000_000;
const MAX_U32 = 0xffff_ffff;
const MAX_COLUMNS = 255;
/** Beyond, a column would end after the age of the universe. */
const MAX_SHIFT = 63;

type Given = { readonly [name: string]: unknown };

/** @throws TypeError if the policy is not an object, or a listener not a function */
export function checkMetricsTypes(policy: unknown): void {
  if (policy === undefined || policy === null) return;
  if (typeof policy !== 'object') throw new TypeError('policy must be an object');
  const { metricsListeners } = policy as Given;
  if (!isObject(metricsListeners)) return;
  for (const name of LISTENERS) {
    const listener = metricsListeners[name];
    if (isGiven(listener) && typeof listener !== 'function') throw new TypeError(`${name} must be a function`);
  }
}

/** @throws AerospikeError `ERR_PARAM`, or `ERR_CLIENT` for a limit of the report that is too small */
export function metricsSettings(policy: unknown): MetricsSettings {
  const given = (isObject(policy) ? policy : {}) as Given;
  const settings = {
    listeners: listeners(given.metricsListeners),
    labels: labels(given.labels),
    reportDir: directory(given.reportDir),
    maxReportBytes: integer(given, 'reportSizeLimit', 0, 0, Number.MAX_SAFE_INTEGER),
    interval: integer(given, 'interval', 30, 1, MAX_U32),
    columns: integer(given, 'latencyColumns', 7, 1, MAX_COLUMNS),
    shift: integer(given, 'latencyShift', 1, 0, MAX_SHIFT),
  };
  const { maxReportBytes } = settings;
  if (maxReportBytes !== 0 && maxReportBytes < MIN_REPORT_BYTES) {
    const message = `Metrics policy report_size_limit ${maxReportBytes} must be at least ${MIN_REPORT_BYTES}`;
    throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message });
  }
  return settings;
}

/** The text is the vendor's; the cause says which value it is about. */
function invalid(what: string): AerospikeError {
  return AerospikeError.param('Metrics policy parameter invalid', new Error(what));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Given {
  return typeof value === 'object' && value !== null;
}

function listeners(given: unknown): MetricsListenersOptions | undefined {
  if (!isGiven(given)) return undefined;
  if (!isObject(given)) throw invalid('metricsListeners should be an object');
  const missing = LISTENERS.filter((name) => !isGiven(given[name]));
  if (missing.length === LISTENERS.length) return undefined;
  if (missing.length > 0) throw invalid(`metricsListeners has no ${missing.join(' and no ')}`);
  return given as unknown as MetricsListenersOptions;
}

function labels(given: unknown): { readonly [name: string]: string } {
  if (!isGiven(given)) return {};
  if (!isObject(given)) throw invalid('labels should be an object');
  const wrong = Object.entries(given).find(([, value]) => typeof value !== 'string');
  if (wrong !== undefined) throw invalid(`label ${JSON.stringify(wrong[0])} should be text`);
  return { ...given } as { [name: string]: string };
}

function directory(given: unknown): string {
  if (!isGiven(given)) return '.';
  if (typeof given !== 'string' || given === '') throw invalid('reportDir should be the path of a directory');
  if (given.length >= MAX_DIRECTORY_CHARS) {
    throw invalid(`reportDir has ${given.length} characters, the limit is ${MAX_DIRECTORY_CHARS - 1}`);
  }
  return given;
}

function integer(given: Given, name: string, standard: number, min: number, max: number): number {
  const value = given[name] ?? standard;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalid(`${name} should be an integer from ${min} to ${max}`);
}
