// BasePolicy: time limits, retries and filter, common to all commands.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** An expression as the functions of `exp` build it. */
export type AerospikeExp = { op: number; [key: string]: unknown }[];

/** Values of {@link BasePolicy}. */
export interface BasePolicyOptions {
  /** Limit for one exchange on a socket in ms, 0 for none; default 30 000. Lowered to `totalTimeout` if larger. */
  socketTimeout?: number | undefined;
  /** Limit for the command with all retries in ms, 0 for none; default 1 000, scans and queries 0. */
  totalTimeout?: number | undefined;
  /** Retries after the first attempt; default 2 for reads, 0 for writes, 5 for scans and queries. */
  maxRetries?: number | undefined;
  /** The command has an effect only if this expression is true; otherwise it fails with `FILTERED_OUT`. */
  filterExpression?: AerospikeExp | string | undefined;
  /** Whether requests and replies over 128 bytes are compressed; needs an Enterprise server; default false. */
  compress?: boolean | undefined;
  /** Transaction that the command belongs to; default none. */
  txn?: object | undefined;
  /** Accepted; connections are shared by commands and opened within the client's `connTimeoutMs`. */
  connectTimeout?: number | undefined;
  /** How long a connection whose command timed out may wait for the late reply before it is closed, in ms; default 3 000. */
  timeoutDelay?: number | undefined;
}

/**
 * Policy values that all commands share.
 *
 * @example
 * import { BasePolicy } from 'tendril';
 *
 * console.log(new BasePolicy({ totalTimeout: 200 }).totalTimeout); // 200
 */
export class BasePolicy implements BasePolicyOptions {
  socketTimeout: number | undefined;
  totalTimeout: number | undefined;
  maxRetries: number | undefined;
  filterExpression: AerospikeExp | string | undefined;
  compress: boolean | undefined;
  txn: object | undefined;
  connectTimeout: number | undefined;
  timeoutDelay: number | undefined;

  constructor(props?: BasePolicyOptions | null) {
    this.socketTimeout = props?.socketTimeout;
    this.totalTimeout = props?.totalTimeout;
    this.maxRetries = props?.maxRetries;
    this.filterExpression = props?.filterExpression;
    this.compress = props?.compress;
    this.txn = props?.txn;
    this.connectTimeout = props?.connectTimeout;
    this.timeoutDelay = props?.timeoutDelay;
  }
}
