// The classes that are missing: their names, their static constants, and their types.

import { missingClass } from '../missing.ts';
import type * as metrics from './metrics.ts';

/** Listeners of extended metrics. */
export type MetricsListeners = metrics.MetricsListeners;

/**
 * Listeners of extended metrics. Not in this version: the constructor throws an `AerospikeError`
 * `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { MetricsListeners, status } from 'tendril';
 *
 * const nothing = () => {};
 * try {
 *   new MetricsListeners({
 *     enableListener: nothing, snapshotListener: nothing, nodeCloseListener: nothing, disableListener: nothing,
 *   });
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const MetricsListeners: metrics.MetricsListenersClass =
  missingClass<metrics.MetricsListenersClass>('MetricsListeners');
