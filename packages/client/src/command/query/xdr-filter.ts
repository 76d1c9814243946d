// The filter of cross-datacenter replication: which records of a namespace are shipped.

import { AerospikeError } from '../../model/error.ts';
import { expressionBytes } from '../expression-bytes.ts';
import { checkName } from '../info/info-arguments.ts';

/** The command that sets it, or removes it without an expression. @throws AerospikeError `ERR_PARAM` */
export function xdrFilterCommand(expression: unknown, dataCenter: unknown, namespace: unknown): string {
  const dc = checkName('Data center', dataCenter);
  const ns = checkName('Namespace', namespace);
  return `xdr-set-filter:dc=${dc};namespace=${ns};exp=${textOf(expression)}`;
}

function textOf(expression: unknown): string {
  if (expression === null || expression === undefined) return 'null';
  if (typeof expression !== 'string' && !Array.isArray(expression)) {
    throw AerospikeError.param('Invalid filter expression value');
  }
  return expressionBytes(expression, 'Compiling the filter expression failed').toString('base64');
}
