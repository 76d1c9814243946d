// The text of a dynamic configuration as settings. It is taken whole or not at all: anything that cannot be read makes all
// of it invalid. Names that are not known are remarks. Never reads a file.
//
//   file   := 'version: 1.0.0' [ 'static:' { client } ] [ 'dynamic:' { client, read, write, …, metrics } ]

import { DYNAMIC_CLIENT, METRICS, POLICY_SECTIONS, type Section, STATIC_CLIENT } from './fields.ts';

type Values = { readonly [name: string]: unknown };

/** What a file says. */
export interface DynamicSettings {
  /** Values of `Config`. */
  readonly config: Values;
  /** Fields of policies by the names that these have in `Config.policies`. */
  readonly policies: { readonly [kind: string]: Values };
  /** Fields of a `MetricsPolicy`. */
  readonly metrics: Values;
  /** Whether metrics are to be enabled; undefined leaves it to the program. */
  readonly enablesMetrics: boolean | undefined;
  /** How often the file is looked at, in ms. */
  readonly intervalMs: number | undefined;
  /** What was not understood, and does no harm. */
  readonly remarks: readonly string[];
}

const VERSION = '1.0.0';
const MAX_REMARKS = 20;

/** @throws Error that says what is wrong, and where. */
export function parseSettings(source: string): DynamicSettings {
  // Few programs have such a file.
  const { parse } = require('yaml') as typeof import('yaml');
  // A name may stand twice, and the last one counts, as with the other clients.
  const file = mapAt('the file', parse(source, { uniqueKeys: false, maxAliasCount: 0, logLevel: 'error' }));
  const remarks: string[] = [];
  const version = file.version;
  if (version !== undefined && version !== VERSION) remarks.push(`version is ${String(version)}, not ${VERSION}`);
  remark(remarks, '', Object.keys(file), ['version', 'static', 'dynamic', 'metadata']);
  const fixed = optionalMap('static', file.static);
  remark(remarks, 'static.', Object.keys(fixed), ['client']);
  const dynamic = optionalMap('dynamic', file.dynamic);
  remark(remarks, 'dynamic.', Object.keys(dynamic), ['client', 'metrics', ...Object.keys(POLICY_SECTIONS)]);
  const { configInterval, ...connections } = section('static.client', fixed.client, STATIC_CLIENT, remarks);
  const { enable, ...metrics } = section('dynamic.metrics', dynamic.metrics, METRICS, remarks);
  return {
    config: { ...connections, ...section('dynamic.client', dynamic.client, DYNAMIC_CLIENT, remarks) },
    policies: policies(dynamic, remarks),
    metrics,
    enablesMetrics: enable as boolean | undefined,
    intervalMs: configInterval as number | undefined,
    remarks: remarks.slice(0, MAX_REMARKS),
  };
}

function policies(dynamic: Values, remarks: string[]): { [kind: string]: Values } {
  const found: { [kind: string]: Values } = {};
  for (const [name, parts] of Object.entries(POLICY_SECTIONS)) {
    const place = `dynamic.${name}`;
    const values = optionalMap(place, dynamic[name]);
    const known = parts.flatMap(({ fields }) => Object.keys(fields));
    remark(remarks, `${place}.`, Object.keys(values), known);
    for (const { kinds, fields } of parts) {
      const read = section(place, values, fields);
      if (Object.keys(read).length === 0) continue;
      for (const kind of kinds) found[kind] = { ...found[kind], ...read };
    }
  }
  return found;
}

function section(place: string, given: unknown, fields: Section['fields'], remarks?: string[]): Values {
  const values = optionalMap(place, given);
  if (remarks !== undefined) remark(remarks, `${place}.`, Object.keys(values), Object.keys(fields));
  const read: { [name: string]: unknown } = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined || !Object.hasOwn(values, name)) continue;
    try {
      read[field[0]] = field[1](values[name]);
    } catch (error) {
      throw new Error(`${place}.${name} ${(error as Error).message}, and is ${JSON.stringify(values[name])}`);
    }
  }
  return read;
}

/** A section that is not there says nothing; one that is there and empty was cut off. */
function optionalMap(place: string, value: unknown): Values {
  return value === undefined ? {} : mapAt(place, value);
}

function mapAt(place: string, value: unknown): Values {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  throw new Error(`${place} should have names with values, and is ${value === null ? 'empty' : JSON.stringify(value)}`);
}

function remark(remarks: string[], place: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) if (!known.includes(name)) remarks.push(`${place}${name} is not known`);
}
