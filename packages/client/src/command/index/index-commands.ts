// Secondary indexes, as info commands: making, removing, and how far the building of one is.

import { indexDataType, indexType } from '../../model/constants.ts';
import { AerospikeError } from '../../model/error.ts';
import { type BuildVersion, isAtLeast, parseBuild } from '../../topology/build-version.ts';
import { BUILD_8_2 } from '../../wire/codes/builds.ts';
import { checkName } from '../info/info-arguments.ts';
import { packContext, packExpression } from '../query/packed.ts';

const NEW_WORDS_BUILD: BuildVersion = [8, 1, 0, 0];

/** What is indexed, and under what name, as users pass it. */
export interface GivenIndex {
  readonly ns?: unknown;
  readonly set?: unknown;
  readonly bin?: unknown;
  readonly exp?: unknown;
  readonly index?: unknown;
  readonly type?: unknown;
  readonly datatype?: unknown;
  readonly context?: unknown;
}

/** Servers before 8.2 call integers by another name, and know no other numbers in an index. */
const INTEGER = 'INTEGER';
const OLD_INTEGER = 'NUMERIC';

const DATA_TYPES: readonly (readonly [number, string])[] = [
  [indexDataType.STRING, 'STRING'],
  [indexDataType.NUMERIC, INTEGER],
  [indexDataType.GEO2DSPHERE, 'GEO2DSPHERE'],
  [indexDataType.BLOB, 'BLOB'],
  [indexDataType.INTEGER, INTEGER],
];

const INDEX_TYPES: readonly (readonly [number, string])[] = [
  [indexType.DEFAULT, 'DEFAULT'],
  [indexType.LIST, 'LIST'],
  [indexType.MAPKEYS, 'MAPKEYS'],
  [indexType.MAPVALUES, 'MAPVALUES'],
  [indexType.SET, 'SET'],
];

/** The command that makes an index; `isExp` for one on an expression. @throws AerospikeError `ERR_PARAM` */
export function createIndexCommand(given: unknown, isExp: boolean, build: string): string {
  const words = wordsOf(build);
  if (typeof given !== 'object' || given === null) throw AerospikeError.param('Options must be an object');
  const { ns, set, bin, exp, index, type, datatype, context } = given as GivenIndex;
  const parts = [`sindex-create:${words.namespace}=${checkName('Namespace', ns)}`];
  if (set !== undefined && set !== null && set !== '') parts.push(`set=${checkName('Set', set)}`);
  parts.push(`indexname=${checkName('Index name', index)}`);
  const typeName = nameOf(INDEX_TYPES, type ?? indexType.DEFAULT, 'Index type must be an integer');
  // Every record of the set is in it: there is no bin.
  if (type === indexType.SET) return [...parts, 'indextype=SET'].join(';');
  const newName = nameOf(DATA_TYPES, datatype, 'Index datatype must be an integer');
  const dataName = newName === INTEGER && !words.knowsInteger ? OLD_INTEGER : newName;
  const indexed = typeName === 'DEFAULT' ? [] : [`indextype=${typeName}`];
  if (isExp) {
    if (exp === undefined || exp === null) throw missing();
    parts.push(`exp=${packExpression(exp).toString('base64')}`, ...indexed);
  } else {
    if (bin === undefined || bin === null) throw missing();
    if (context !== undefined && context !== null) parts.push(`context=${packContext(context).toString('base64')}`);
    const binName = checkName('Bin', bin);
    if (words.isOld) return [...parts, ...indexed, `indexdata=${binName},${dataName}`].join(';');
    parts.push(...indexed, `bin=${binName}`);
  }
  return [...parts, `type=${dataName}`].join(';');
}

export function removeIndexCommand(ns: unknown, index: unknown, build: string): string {
  return `sindex-delete:${wordsOf(build).namespace}=${checkName('Namespace', ns)};indexname=${checkName('Index name', index)}`;
}

interface Words {
  readonly namespace: string;
  readonly isOld: boolean;
  readonly knowsInteger: boolean;
}

/** Servers before 8.1 have other words. */
function wordsOf(build: string): Words {
  const version = parseBuild(build);
  const isOld = version !== undefined && !isAtLeast(version, NEW_WORDS_BUILD);
  const knowsInteger = version !== undefined && isAtLeast(version, BUILD_8_2);
  return { namespace: isOld ? 'ns' : 'namespace', isOld, knowsInteger };
}

function nameOf(table: typeof DATA_TYPES, value: unknown, message: string): string {
  const row = table.find(([code]) => code === value);
  if (row === undefined) throw AerospikeError.param(message);
  return row[1];
}

function missing(): AerospikeError {
  return AerospikeError.param('Creation of an index requires either a bin name or an expression.');
}
