// What the info commands of this server need to be allowed, where there is security: the real server's table (8.1). Those
// that are not listed need no more than a login.

import { PERMISSION } from '../command/permission.ts';

export const PERMISSIONS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    'query-abort': PERMISSION.QUERY_ADMIN,
    'query-abort-all': PERMISSION.QUERY_ADMIN,
    recluster: PERMISSION.SERVICE_CTRL,
    revive: PERMISSION.SERVICE_CTRL,
    'roster-set': PERMISSION.SERVICE_CTRL,
    'set-config': PERMISSION.SET_CONFIG,
    'sindex-create': PERMISSION.SINDEX_ADMIN,
    'sindex-delete': PERMISSION.SINDEX_ADMIN,
    'sindex-exists': PERMISSION.SINDEX_ADMIN,
    truncate: PERMISSION.TRUNCATE,
    'truncate-namespace': PERMISSION.TRUNCATE,
    'truncate-namespace-undo': PERMISSION.TRUNCATE,
    'truncate-undo': PERMISSION.TRUNCATE,
    'udf-clear-cache': PERMISSION.UDF_ADMIN,
    'udf-put': PERMISSION.UDF_ADMIN,
    'udf-remove': PERMISSION.UDF_ADMIN,
  }),
);
