// truncate: the records of a set or namespace that were last written before a time.

import { AerospikeError } from '../../model/error.ts';
import { checkName } from '../info/info-arguments.ts';

/** The command for it. @throws AerospikeError `ERR_PARAM` */
export function truncateCommand(ns: unknown, set: unknown, beforeNanos: unknown): string {
  const namespace = checkName('Namespace', ns);
  const setName = set === undefined || set === null || set === '' ? undefined : checkName('Set', set);
  const target =
    setName === undefined
      ? `truncate-namespace:namespace=${namespace}`
      : `truncate:namespace=${namespace};set=${setName}`;
  const lut = nanoseconds(beforeNanos);
  return lut === 0n ? target : `${target};lut=${lut}`;
}

function nanoseconds(given: unknown): bigint {
  if (given === undefined || given === null) return 0n;
  if (typeof given === 'bigint' && given >= 0n) return given;
  if (typeof given === 'number' && given >= 0 && given < 2 ** 63) return BigInt(Math.trunc(given));
  throw AerospikeError.param('Before nanos must be a number');
}
