// Info commands that change data.

import { epochMsOfUnixNs } from '../clock.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import { MAX_SET_NAME_BYTES } from '../limits.ts';
import type { InfoArguments } from './info-arguments.ts';
import type { InfoCatalogue } from './info-context.ts';
import { badParameter } from './info-failure.ts';

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
    const setName = args.requireSet();
    const set = own?.namespace.sets.get(setName);
    if (set !== undefined) own?.namespace.truncateUndo(set);
    return 'ok';
  },
  'truncate-namespace-undo': (context, args) => {
    context.node.namespaces.get(args.requireNamespace())?.namespace.truncateUndo(undefined);
    return 'ok';
  },
};

/** The threshold in ms since Aerospike's epoch; undefined = now. `lut` is Unix nanoseconds: decimal, hex or octal. */
function truncateTime(own: NodeNamespace | undefined, args: InfoArguments): number | undefined {
  const lut = args.get('lut');
  if (lut === undefined) return undefined;
  const ms = epochMsOfUnixNs(parseUnsigned(lut));
  if (ms <= 0) throw badParameter('would truncate to 0');
  if (own !== undefined && ms > own.namespace.nowMs()) throw badParameter('would truncate in the future');
  return ms;
}

/** As C's strtoull with base 0: a prefix of 0x or 0 decides the base; what is no number is 0, and less than 0 wraps. */
function parseUnsigned(text: string): bigint {
  if (/^0x[0-9a-f]+$/i.test(text)) return BigInt(text);
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  if (/^-\d+$/.test(text)) return BigInt.asUintN(64, BigInt(text));
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}
