// Info commands on secondary indexes, with the words of a real server (8.1.2; docs/protocol/info.md).

import { EXP_TYPE } from 'tendril/wire';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { DATA_TYPES, type DataType, type IndexDefinition, type IndexKind, KINDS } from '../index/index-definition.ts';
import type { RecordIndex } from '../index/record-index.ts';
import { MAX_BIN_NAME_BYTES, MAX_INDEX_NAME_BYTES, MAX_SET_NAME_BYTES } from '../limits.ts';
import { parseContext } from '../operation/cdt/operation.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';
import { contextText } from './context-text.ts';
import type { InfoArguments } from './info-arguments.ts';
import { findNamespace, type InfoCatalogue, type InfoContext } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

/** What the real server takes for an empty index. */
const FIRST_ARENA_BYTES = 16 * 1024 * 1024;
const ENTRY_BYTES = 16;
const MAX_CONTEXT_BYTES = 2048;

const NOTHING_INDEXED = {
  bin: '',
  dataType: 'numeric',
  context: [],
  contextBytes: undefined,
  expression: undefined,
  expressionBytes: undefined,
} as const;

export const indexCommands: InfoCatalogue = {
  'sindex-create': (context, args) => {
    const definition = parseDefinition(args, context.node.version);
    const own = context.node.namespaces.get(definition.namespace);
    // The server accepts a namespace that it does not know.
    if (own === undefined) return 'ok';
    const code = context.indexes.catalog.create(definition);
    if (code === RESULT.SINDEX_FOUND)
      throw new InfoFailure(code, "'indexname' already exists with different definition");
    if (code !== RESULT.OK) throw new InfoFailure(code, 'too many indexes');
    // A set with an index is there, though it may have no record yet.
    if (definition.set !== '') own.namespace.sets.getOrCreate(definition.set);
    return 'ok';
  },
  'sindex-delete': ({ indexes }, args) => {
    const name = args.require('indexname', MAX_INDEX_NAME_BYTES);
    indexes.catalog.delete(namespaceOf(args), name);
    return 'ok';
  },
  'sindex-list': (context, args) =>
    complainingTwice(() => {
      const namespace = args.get('namespace') ?? args.get('ns');
      if (namespace !== undefined) findNamespace(context, namespace);
      return rows(context, namespace, args.get('b64') === 'true', true);
    }),
  sindex: (context, args) => {
    const [namespace = '', name] = args.text.split('/');
    if (namespace !== '' && !context.node.namespaces.has(namespace)) return 'ns_type=unknown';
    if (name === undefined) return rows(context, namespace === '' ? undefined : namespace, false, false);
    return statistics(indexOf(context, namespace, name));
  },
  'sindex-stat': (context, args) => {
    const name = args.require('indexname', MAX_INDEX_NAME_BYTES);
    return statistics(indexOf(context, findNamespace(context, namespaceOf(args)).namespace.name, name));
  },
  'sindex-exists': (context, args) => {
    const name = args.require('indexname', MAX_INDEX_NAME_BYTES);
    const { namespace } = findNamespace(context, namespaceOf(args));
    return String(context.indexes.byName(namespace.name, name) !== undefined);
  },
};

/** The server of 8.1.2 says it twice when it refuses `sindex-list`. */
function complainingTwice(answer: () => string): string {
  try {
    return answer();
  } catch (error) {
    if (error instanceof InfoFailure) return `${error.value};${error.value}`;
    throw error;
  }
}

/** The namespace under its name of today, or the one that it had. */
function namespaceOf(args: InfoArguments): string {
  return args.get('namespace') ?? args.get('ns') ?? args.requireNamespace();
}

/** In the order in which the server looks at them. */
function parseDefinition(args: InfoArguments, version: ServerVersion): IndexDefinition {
  const name = args.require('indexname', MAX_INDEX_NAME_BYTES);
  const namespace = namespaceOf(args);
  const kindText = args.raw('indextype').toLowerCase();
  if (kindText === 'set') return { ...NOTHING_INDEXED, name, namespace, set: setToIndex(args), kind: 'set' };
  const set = args.get('set', MAX_SET_NAME_BYTES) ?? '';
  const context = contextOf(args.get('context'));
  const kind = (args.get('indextype')?.toLowerCase() ?? 'default') as IndexKind;
  if (!(kind in KINDS)) {
    throw badParameter("bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'");
  }
  const { dataType, ...what } = indexedOf(args, kind, context, version);
  if (kind === 'mapkeys' && dataType === 'geo2dsphere') {
    throw badParameter(
      "bad 'indexdata' bin type for 'indextype' 'mapkeys' - must be one of 'numeric', 'string', 'blob'",
    );
  }
  return { ...NOTHING_INDEXED, name, namespace, set, dataType, kind, ...what };
}

function setToIndex(args: InfoArguments): string {
  for (const key of ['context', 'indexdata', 'type', 'bin', 'exp']) {
    if (args.raw(key) !== '') throw badParameter(`${key} parameter is not supported for set index`);
  }
  return args.requireSet();
}

type Indexed = Pick<IndexDefinition, 'dataType'> & Partial<IndexDefinition>;

/** What is indexed, of which type: `bin` or `exp` with `type`, or both in the old `indexdata`. */
function indexedOf(
  args: InfoArguments,
  kind: IndexKind,
  context: ReturnType<typeof contextOf>,
  version: ServerVersion,
): Indexed {
  const old = args.get('indexdata');
  const type = args.get('type')?.toLowerCase();
  if (old !== undefined && type !== undefined) throw badParameter("both 'indexdata' and 'type' are specified");
  if (old !== undefined) return { ...context, ...oldIndexed(old, version) };
  if (type === undefined) throw badParameter("both 'indexdata' and 'type' are missing");
  const dataType = dataTypeOf(type, version);
  if (dataType === undefined) throw badParameter(`bad 'type' - must be one of ${DATA_TYPE_NAMES}`);
  const bin = args.get('bin', MAX_BIN_NAME_BYTES);
  const exp = args.get('exp');
  if (exp !== undefined && bin !== undefined) throw badParameter("both 'bin' and 'exp' are specified");
  if (bin !== undefined) return { dataType, bin, ...context };
  if (exp === undefined) throw badParameter("both 'bin' and 'exp' are missing");
  if (context.contextBytes !== undefined) throw badParameter("both 'context' and 'exp' are specified");
  return { dataType, ...expressionOf(exp, kind, dataType, version) };
}

function oldIndexed(text: string, version: ServerVersion): Indexed & { readonly bin: string } {
  const comma = text.indexOf(',');
  if (comma === -1) throw badParameter("'indexdata' missing bin type");
  const bin = text.slice(0, comma);
  if (bin === '') throw badParameter("'indexdata' missing bin name");
  if (bin.length > MAX_BIN_NAME_BYTES) throw badParameter("'indexdata' bin name too long");
  const dataType = dataTypeOf(text.slice(comma + 1).toLowerCase(), version);
  if (dataType === undefined) throw badParameter(`bad 'indexdata' bin type - must be one of ${DATA_TYPE_NAMES}`);
  return { dataType, bin };
}

const DATA_TYPE_NAMES = "'numeric', 'string', 'blob', 'geo2dsphere'";

/** 8.2 has a better name for "numeric". */
function dataTypeOf(type: string, version: ServerVersion): DataType | undefined {
  if (type === 'integer' && version === '8.2') return 'numeric';
  return type in DATA_TYPES ? (type as DataType) : undefined;
}

/** How the server calls the types of expressions that can be indexed, and some that cannot. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  [EXP_TYPE.BOOL]: 'bool',
  [EXP_TYPE.INT]: 'numeric',
  [EXP_TYPE.STR]: 'string',
  [EXP_TYPE.LIST]: 'list',
  [EXP_TYPE.MAP]: 'map',
  [EXP_TYPE.BLOB]: 'blob',
  [EXP_TYPE.FLOAT]: 'float',
  [EXP_TYPE.GEOJSON]: 'geo2dsphere',
  [EXP_TYPE.HLL]: 'hll',
};

const COLLECTION_OF: Partial<Record<IndexKind, string>> = { list: 'list', mapkeys: 'map', mapvalues: 'map' };

function expressionOf(
  text: string,
  kind: IndexKind,
  dataType: DataType,
  version: ServerVersion,
): Pick<IndexDefinition, 'expression' | 'expressionBytes'> {
  if (!isBase64(text)) throw badParameter("bad 'exp'");
  const expressionBytes = Buffer.from(text, 'base64');
  const expression = compiled(expressionBytes, version);
  if (expression === undefined) throw badParameter("bad 'exp'");
  const [actual, expected] = [TYPE_NAMES[expression.type], COLLECTION_OF[kind] ?? dataType];
  if (actual === undefined || !expression.isIndexable) throw badParameter("bad 'exp'");
  if (actual !== expected) {
    throw badParameter(`bad 'exp' - expression type '${actual}' does not match expected type '${expected}'`);
  }
  return { expression, expressionBytes };
}

function compiled(bytes: Buffer, version: ServerVersion): Expression | undefined {
  try {
    return compileExpression(bytes, version);
  } catch (error) {
    if (error instanceof ParticleError) return undefined;
    throw error;
  }
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
}

function contextOf(text: string | undefined): Pick<IndexDefinition, 'context' | 'contextBytes'> {
  if (text === undefined) return { context: [], contextBytes: undefined };
  if (!isBase64(text)) throw badParameter("'context' invalid base64");
  const contextBytes = Buffer.from(text, 'base64');
  if (contextBytes.length > MAX_CONTEXT_BYTES) throw badParameter("'context' too long");
  try {
    return { context: parseContext(contextBytes), contextBytes };
  } catch (error) {
    if (error instanceof ParticleError) throw badParameter("'context' invalid cdt context");
    throw error;
  }
}

function indexOf({ indexes }: InfoContext, namespace: string, name: string): RecordIndex {
  const index = indexes.byName(namespace, name);
  if (index === undefined) throw new InfoFailure(RESULT.SINDEX_NOT_FOUND, 'no index');
  return index;
}

function statistics(index: RecordIndex): string {
  if (index.definition.kind === 'set') return `entries=0;used_bytes=960;load_pct=${index.loadPercent}`;
  const usedBytes = Math.max(FIRST_ARENA_BYTES, index.entries * ENTRY_BYTES);
  return (
    `entries=${index.entries};used_bytes=${usedBytes};entries_per_bval=0;entries_per_rec=0;` +
    `load_pct=${index.loadPercent};load_time=0;stat_gc_recs=0`
  );
}

/** Indexes of sets come last, and not in the command's old form. */
function rows(context: InfoContext, namespace: string | undefined, isBase64: boolean, hasSets: boolean): string {
  const all = [...context.indexes.catalog.definitions()].filter(
    (one) => namespace === undefined || one.namespace === namespace,
  );
  const ofBins = all.filter(({ kind }) => kind !== 'set').map((one) => rowOf(context, one, isBase64));
  const ofSets = all.filter(({ kind }) => kind === 'set').map(setRowOf);
  return (hasSets ? [...ofBins, ...ofSets] : ofBins).join(';');
}

function setRowOf({ name, namespace, set }: IndexDefinition): string {
  return `ns=${namespace}:indexname=${name}:set=${set}:indextype=set`;
}

function rowOf(context: InfoContext, definition: IndexDefinition, isBase64: boolean): string {
  const { name, namespace, set, bin, dataType, kind, contextBytes, expressionBytes } = definition;
  // The real server spells an expression out where it is not asked for base64.
  const exp = expressionBytes?.toString('base64') ?? 'null';
  const path = isBase64 ? contextBytes?.toString('base64') : contextText(definition.context);
  const isReadable = context.indexes.byName(namespace, name)?.isReadable === true;
  return [
    `ns=${namespace}:indexname=${name}:set=${set === '' ? 'null' : set}:bin=${bin || 'null'}:type=${dataType}:indextype=${kind}`,
    `context=${contextBytes === undefined ? 'null' : path}:exp=${exp}:state=${isReadable ? 'RW' : 'WO'}`,
  ].join(':');
}
