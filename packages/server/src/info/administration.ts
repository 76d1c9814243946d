// Info commands that change data, and the lists of things this server does not have: indexes and queries.
// An empty list and "there is none" are truthful answers; creating one is refused as an unknown command.

import { epochMsOfUnixNs } from '../clock.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import { MAX_SET_NAME_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import type { InfoArguments } from './info-arguments.ts';
import { findNamespace, type InfoCatalogue, type InfoContext, requireNamespace } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

export const administrationCommands: InfoCatalogue = {
  truncate: (context, args) => {
    // The server accepts a namespace that it does not know.
    const own = context.node.namespaces.get(args.requireNamespace());
    const setName = args.requireSet();
    const lutMs = truncateTime(own, args);
    const set = own?.namespace.sets.get(setName);
    if (own !== undefined && set !== undefined) own.namespace.truncate(set, lutMs);
    return 'ok';
  },
  'truncate-namespace': (context, args) => {
    const own = context.node.namespaces.get(args.requireNamespace());
    if (args.get('set', MAX_SET_NAME_BYTES) !== undefined) throw badParameter('unexpected set name');
    const lutMs = truncateTime(own, args);
    own?.namespace.truncate(undefined, lutMs);
    return 'ok';
  },
  'truncate-undo': (context, args) => {
    const own = context.node.namespaces.get(args.requireNamespace());
    const set = own?.namespace.sets.get(args.requireSet());
    if (set !== undefined) own?.namespace.truncateUndo(set);
    return 'ok';
  },
  'truncate-namespace-undo': (context, args) => {
    context.node.namespaces.get(args.requireNamespace())?.namespace.truncateUndo(undefined);
    return 'ok';
  },

  'sindex-list': (context, args) => complainingTwice(() => noIndexes(context, args.get('namespace') ?? args.get('ns'))),
  sindex: ({ node }, args) => {
    const [namespace = '', index] = args.text.split('/');
    if (namespace !== '' && !node.namespaces.has(namespace)) return 'ns_type=unknown';
    if (index !== undefined) throw new InfoFailure(RESULT.SINDEX_NOT_FOUND, 'no index');
    return '';
  },
  'sindex-stat': (context, args) => {
    args.require('indexname');
    requireNamespace(context, args);
    throw new InfoFailure(RESULT.SINDEX_NOT_FOUND, 'no index');
  },
  'sindex-exists': (context, args) => {
    args.require('indexname');
    requireNamespace(context, args);
    return 'false';
  },
  'sindex-delete': (_context, args) => {
    args.require('indexname');
    args.requireNamespace();
    return 'ok';
  },

  'query-show': (_context, args) => {
    if (jobId(args.get('id') ?? args.get('trid')) === undefined) return '';
    throw new InfoFailure(RESULT.NOT_FOUND, 'job not found');
  },
  'query-abort': (_context, args) => {
    jobId(args.get('trid') ?? args.require('id'));
    throw new InfoFailure(RESULT.NOT_FOUND, 'id not active');
  },
  'query-abort-all': () => 'number-of-queries-killed:0',
};

function noIndexes(context: InfoContext, namespace: string | undefined): string {
  if (namespace !== undefined) findNamespace(context, namespace);
  return '';
}

/** The server of 8.1.2 says it twice when it refuses `sindex-list`. */
function complainingTwice(answer: () => string): string {
  try {
    return answer();
  } catch (error) {
    if (error instanceof InfoFailure) return `${error.value};${error.value}`;
    throw error;
  }
}

function jobId(id: string | undefined): string | undefined {
  if (id !== undefined && !/^(\d+|0x[0-9a-f]+)$/i.test(id)) throw badParameter('bad id');
  return id;
}

/** The threshold in ms since Aerospike's epoch; undefined = now. `lut` is Unix nanoseconds: decimal, hex or octal. */
function truncateTime(own: NodeNamespace | undefined, args: InfoArguments): number | undefined {
  const lut = args.get('lut');
  if (lut === undefined) return undefined;
  const ms = epochMsOfUnixNs(parseUnsigned(lut));
  if (ms <= 0) throw badParameter('would truncate to 0');
  if (own !== undefined && ms > own.namespace.nowMs()) throw badParameter('would truncate in the future');
  return ms;
}

/** As C's strtoull with base 0: a prefix of 0x or 0 decides the base; what is no number is 0. */
function parseUnsigned(text: string): bigint {
  if (/^0x[0-9a-f]+$/i.test(text)) return BigInt(text);
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}
