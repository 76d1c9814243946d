// Info commands on the queries that run and ran.

import { RESULT } from '../result-code.ts';
import type { InfoArguments } from './info-arguments.ts';
import type { InfoCatalogue } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

export const queryCommands: InfoCatalogue = {
  'query-show': ({ jobs }, args) => {
    const id = jobId(idOf(args));
    if (id === undefined) return jobs.showAll();
    const job = jobs.show(id);
    if (job === undefined) throw new InfoFailure(RESULT.NOT_FOUND, 'job not found');
    return job;
  },
  'query-abort': ({ jobs }, args) => {
    const id = jobId(idOf(args) ?? args.require('id'));
    if (id === undefined || !jobs.abort(id)) throw new InfoFailure(RESULT.NOT_FOUND, 'id not active');
    return 'ok';
  },
  'query-abort-all': ({ jobs }) => `number-of-queries-killed:${jobs.abortAll()}`,
};

/** The id under its name of today, or the one that it had; complaints use the new one. */
function idOf(args: InfoArguments): string | undefined {
  const old = args.raw('trid');
  if (old !== '') return old;
  if (args.has('trid') && !args.has('id')) throw badParameter("missing 'id' value");
  return args.get('id');
}

function jobId(id: string | undefined): bigint | undefined {
  if (id === undefined) return undefined;
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(id)) throw badParameter('bad id');
  return BigInt(id);
}
