// Queries, scans and truncation: commands on sets and namespaces; and the filter of what is shipped from them.

import { anyInfo } from '../../command/info/info-requests.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import { CORE } from '../lifecycle/core-of.ts';
import { Query, type QueryOptions } from '../streams/query.ts';
import { Scan, type ScanOptions } from '../streams/scan.ts';
import { callbackOf, deliver, optionalArgument } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { MetricsCommands } from './metrics.ts';
import type { Tail } from './tail.ts';

type Policy = InfoPolicyOptions | null | undefined;
type SetName = string | null | undefined;
type Nanoseconds = number | null | undefined;

/** Commands on sets and namespaces. */
export interface QueryCommands {
  /**
   * Makes a {@link Query} of the records of a namespace or set; nothing is sent before it is run.
   *
   * @param ns - Namespace.
   * @param set - Set; if null or left out, all records of the namespace.
   * @throws AssertionError for options that only scans have.
   */
  query(ns: string, options?: QueryOptions): Query;
  query(ns: string, set: SetName, options?: QueryOptions): Query;

  /**
   * Makes a {@link Scan} of all records of a namespace or set; nothing is sent before it is run.
   *
   * @param ns - Namespace.
   * @param set - Set; if null or left out, all records of the namespace.
   */
  scan(ns: string, options?: ScanOptions): Scan;
  scan(ns: string, set?: SetName, options?: ScanOptions): Scan;

  /**
   * Removes all records of a namespace or set that were last written before a time. Far quicker than removing them one
   * by one, and not undone by a node that was away: the cluster remembers the time.
   *
   * @param ns - Namespace.
   * @param set - Set; if null, all records of the namespace.
   * @param beforeNanos - Nanoseconds since 1970, not in the future; 0 for now.
   * @param policy - Laid over `Config.policies.info`.
   * @throws AerospikeError `ERR_PARAM` for names or a time of the wrong type; the code of the server if it refuses.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'truncate', 'client');
   * await client.put(key, { n: 1 });
   * await client.truncate('test', 'truncate', 0);
   * client.close();
   */
  truncate(ns: string, set: SetName, beforeNanos: Nanoseconds, policy?: Policy): Promise<void>;
  truncate(ns: string, ...rest: Tail<[set: SetName, beforeNanos: Nanoseconds, policy: Policy], void>): void;
}

/** @internal */
export const queryCommands: Implementation<QueryCommands & Pick<MetricsCommands, 'setXDRFilter'>> = {
  query(ns, set, options) {
    return new Query(this as never, ns as string, set as string, options as QueryOptions);
  },

  scan(ns, set, options) {
    return new Scan(this as never, ns as string, set as string, options as ScanOptions);
  },

  truncate(ns, set, beforeNanos, policy, callback) {
    const optional = [set, beforeNanos, policy].map(optionalArgument);
    const outcome = this[CORE].requestInfo('truncate', optional[2], async (link, resolved) => {
      const { truncateCommand } =
        require('../../command/query/truncate.js') as typeof import('../../command/query/truncate.ts');
      await anyInfo(link, [truncateCommand(ns, optional[0], optional[1])], resolved);
    });
    const tail = [set, beforeNanos, policy, callback].find((one) => typeof one === 'function');
    return deliver(outcome, callbackOf<void>(tail));
  },

  setXDRFilter(expression, dataCenter, namespace, policy, callback) {
    const outcome = this[CORE].requestInfo('setXDRFilter', optionalArgument(policy), async (link, resolved) => {
      const { xdrFilterCommand } =
        require('../../command/query/xdr-filter.js') as typeof import('../../command/query/xdr-filter.ts');
      return (await anyInfo(link, [xdrFilterCommand(expression, dataCenter, namespace)], resolved)) as string;
    });
    return deliver(outcome, callbackOf<string>(policy, callback));
  },
};
