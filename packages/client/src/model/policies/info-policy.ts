// InfoPolicy: policy values for info requests.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link InfoPolicy}. */
export interface InfoPolicyOptions {
  /** How long a connection whose request timed out may wait for the late reply, in ms; default 3 000. */
  timeoutDelay?: number | undefined;
  /** Limit in ms; default 1 000. */
  timeout?: number | undefined;
  /** Accepted; a missing line end is always added. */
  sendAsIs?: boolean | undefined;
  /** Accepted; a reply of unreasonable size is always refused. */
  checkBounds?: boolean | undefined;
}

/**
 * Policy values for info requests.
 *
 * @example
 * import { InfoPolicy } from 'tendril';
 *
 * console.log(new InfoPolicy({ timeout: 500 }).timeout); // 500
 */
export class InfoPolicy implements InfoPolicyOptions {
  timeoutDelay: number | undefined;
  timeout: number | undefined;
  sendAsIs: boolean | undefined;
  checkBounds: boolean | undefined;

  constructor(props?: InfoPolicyOptions | null) {
    this.timeoutDelay = props?.timeoutDelay;
    this.timeout = props?.timeout;
    this.sendAsIs = props?.sendAsIs;
    this.checkBounds = props?.checkBounds;
  }
}
