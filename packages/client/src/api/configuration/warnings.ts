// What is wrong with a configuration without being refused: names that nothing reads, values of a type that is ignored,
// all of it in one warning, never in silence.

import { type Kind, POLICIES } from '../../model/policies/table.ts';
import { similarName, unknownFields } from '../../model/policies/unknown-fields.ts';

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isObject: Check = (value) => typeof value === 'object';
const isLeft: Check = (value) => value === undefined || value === null;
const any: Check = () => true;

/** Every name, and which values of it are taken. */
const NAMES: { readonly [name: string]: readonly [fits: Check, wanted: string] } = {
  user: [isText, 'text'],
  password: [isText, 'text'],
  authMode: [isNumber, 'a value of auth'],
  clusterName: [any, ''],
  port: [isNumber, 'a number'],
  tls: [any, ''],
  hosts: [any, ''],
  policies: [isObject, 'an object'],
  log: [isObject, 'an object'],
  connTimeoutMs: [Number.isInteger, 'an integer'],
  loginTimeoutMs: [Number.isInteger, 'an integer'],
  maxSocketIdle: [Number.isInteger, 'an integer'],
  tenderInterval: [Number.isInteger, 'an integer'],
  maxConnsPerNode: [Number.isInteger, 'an integer'],
  minConnsPerNode: [Number.isInteger, 'an integer'],
  maxCommandsPerConnection: [Number.isInteger, 'an integer'],
  mergeCommands: [isText, "'off', 'reads' or 'on'"],
  maxErrorRate: [Number.isInteger, 'an integer'],
  errorRateWindow: [Number.isInteger, 'an integer'],
  modlua: [isObject, 'an object'],
  sharedMemory: [isObject, 'an object'],
  useAlternateAccessAddress: [any, ''],
  rackAware: [any, ''],
  rackId: [Number.isInteger, 'an integer'],
  rackIds: [any, ''],
  configProvider: [hasPath, 'an object with a path'],
  appId: [any, ''],
};

function hasPath(value: unknown): boolean {
  return typeof value === 'object' && (value as { path?: unknown }).path !== undefined;
}

/** Names in a warning; a program that makes them up does not fill its log. */
const MAX_NAMED = 20;
const MAX_NAME_CHARS = 60;

/** Text of the one warning, or undefined when all is well. */
export function configurationWarning(config: unknown): string | undefined {
  if (isLeft(config)) return undefined;
  if (typeof config !== 'object') return `Without effect: a configuration should be an object, not a ${typeof config}`;
  const found = [...problems(config as Given)];
  if (found.length === 0) return undefined;
  const more = found.length > MAX_NAMED ? `; and ${found.length - MAX_NAMED} more` : '';
  return `Without effect in the configuration: ${found.slice(0, MAX_NAMED).join('; ')}${more}`;
}

type Given = { readonly [name: string]: unknown };

function* problems(config: Given): Generator<string> {
  for (const name of Object.keys(config)) {
    const value = config[name];
    if (isLeft(value)) continue;
    if (!Object.hasOwn(NAMES, name)) yield unknown(name, Object.keys(NAMES));
    else if (NAMES[name]?.[0](value) === false) yield `${name} should be ${NAMES[name][1]}`;
  }
  const { level, file } = (isObject(config.log) ? (config.log ?? {}) : {}) as Given;
  if (!isLeft(level) && !Number.isInteger(level)) yield 'log.level should be a value of log';
  if (!isLeft(file) && !Number.isInteger(file)) yield 'log.file should be a file descriptor';
  const { policies } = config;
  if (typeof policies !== 'object' || policies === null) return;
  for (const [kind, values] of Object.entries(policies)) {
    if (!Object.hasOwn(POLICIES, kind)) continue;
    for (const name of unknownFields(kind as Kind, values)) {
      yield `policies.${kind}.${unknown(name, kind as Kind)}`;
    }
  }
}

function unknown(name: string, known: Kind | readonly string[]): string {
  const meant = similarName(name, known);
  const shown = name.length > MAX_NAME_CHARS ? `${name.slice(0, MAX_NAME_CHARS)}…` : name;
  return meant === undefined ? shown : `${shown} (did you mean ${meant}?)`;
}
