// MapPolicy: policy values for map operations.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link MapPolicy}. */
export interface MapPolicyOptions {
  /** Order of a collection that the operation creates; default unordered. */
  order?: number | undefined;
  /** A value of `maps.writeMode`; default `UPDATE`. */
  writeMode?: number | undefined;
  /** Flags that restrict the modification; default 0. */
  writeFlags?: number | undefined;
}

/**
 * Policy values for map operations.
 *
 * @example
 * import { MapPolicy } from 'tendril';
 *
 * console.log(new MapPolicy({ order: 1 }).order); // 1
 */
export class MapPolicy implements MapPolicyOptions {
  order: number | undefined;
  writeMode: number | undefined;
  writeFlags: number | undefined;

  constructor(props?: MapPolicyOptions | null) {
    this.order = props?.order;
    this.writeMode = props?.writeMode;
    this.writeFlags = props?.writeFlags;
  }
}
