// Info commands on secondary indexes, with the words of a real server (8.1.2; docs/protocol/info.md).

import { DATA_TYPES, type DataType, type IndexDefinition, type IndexKind, KINDS } from '../index/index-definition.ts';
import type { RecordIndex } from '../index/record-index.ts';
import { MAX_BIN_NAME_BYTES, MAX_INDEX_NAME_BYTES, MAX_SET_NAME_BYTES } from '../limits.ts';
import { parseContext } from '../operation/cdt/operation.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { contextText } from './context-text.ts';
import type { InfoArguments } from './info-arguments.ts';
import { findNamespace, type InfoCatalogue, type InfoContext, requireNamespace } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

/** What the real server takes for an empty index. */
const FIRST_ARENA_BYTES = 16 * 1024 * 1024;
const ENTRY_BYTES = 16;
const MAX_CONTEXT_BYTES = 2048;

export const indexCommands: InfoCatalogue = {
  'sindex-create': (context, args) => {
    const namespace = namespaceOf(args);
    const definition = parseDefinition(namespace, args, context);
    // The server accepts a namespace that it does not know.
    if (!context.node.namespaces.has(namespace)) return 'ok';
    const code = context.indexes.catalog.create(definition);
    if (code === RESULT.SINDEX_FOUND)
      throw new InfoFailure(code, "'indexname' already exists with different definition");
    if (code !== RESULT.OK) throw new InfoFailure(code, 'too many indexes');
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
    return statistics(indexOf(context, requireNamespace(context, args).namespace.name, name));
  },
  'sindex-exists': (context, args) => {
    const name = args.require('indexname', MAX_INDEX_NAME_BYTES);
    const { namespace } = requireNamespace(context, args);
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

function parseDefinition(namespace: string, args: InfoArguments, context: InfoContext): IndexDefinition {
  const name = args.require('indexname', MAX_INDEX_NAME_BYTES);
  const set = args.get('set', MAX_SET_NAME_BYTES) ?? '';
  const kindText = (args.get('indextype') ?? 'default').toLowerCase();
  if (!(kindText in KINDS)) {
    throw badParameter("bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'");
  }
  const kind = kindText as IndexKind;
  if (kind === 'set') {
    if (set === '') throw badParameter("missing 'set'");
    for (const key of ['bin', 'type', 'context', 'exp']) {
      if (args.raw(key) !== '') throw badParameter(`${key} parameter is not supported for set index`);
    }
    return { name, namespace, set, bin: '', dataType: 'numeric', kind, context: [], contextBytes: undefined };
  }
  const [oldBin, oldType] = (args.get('indexdata') ?? '').split(',');
  if (args.get('exp') !== undefined) {
    context.node.log.unsupported('indexes on expressions');
    throw new InfoFailure(RESULT.UNSUPPORTED_FEATURE, 'indexes on expressions are not supported');
  }
  const bin = args.get('bin', MAX_BIN_NAME_BYTES) ?? oldBin;
  if (bin === undefined || bin === '') throw badParameter("both 'bin' and 'exp' are missing");
  const type = (args.get('type') ?? oldType)?.toLowerCase();
  if (type === undefined) throw badParameter("both 'indexdata' and 'type' are missing");
  if (!(type in DATA_TYPES)) {
    throw badParameter("bad 'type' - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'");
  }
  return { name, namespace, set, bin, dataType: type as DataType, kind, ...contextOf(args.get('context')) };
}

function contextOf(text: string | undefined): Pick<IndexDefinition, 'context' | 'contextBytes'> {
  if (text === undefined) return { context: [], contextBytes: undefined };
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw badParameter("'context' invalid base64");
  const contextBytes = Buffer.from(text, 'base64');
  if (contextBytes.length > MAX_CONTEXT_BYTES) throw badParameter("'context' too long");
  try {
    return { context: parseContext(contextBytes), contextBytes };
  } catch (error) {
    if (error instanceof ParticleError) throw badParameter("'context' invalid");
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
  const { name, namespace, set, bin, dataType, kind, contextBytes } = definition;
  const path = isBase64 ? contextBytes?.toString('base64') : contextText(definition.context);
  const isReadable = context.indexes.byName(namespace, name)?.isReadable === true;
  return [
    `ns=${namespace}:indexname=${name}:set=${set === '' ? 'null' : set}:bin=${bin}:type=${dataType}:indextype=${kind}`,
    `context=${contextBytes === undefined ? 'null' : path}:exp=null:state=${isReadable ? 'RW' : 'WO'}`,
  ].join(':');
}
