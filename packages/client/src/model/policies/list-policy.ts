// ListPolicy: policy values for list operations.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link ListPolicy}. */
export interface ListPolicyOptions {
  /** Order of a collection that the operation creates; default unordered. */
  order?: number | undefined;
  /** Flags that restrict the modification; default 0. */
  writeFlags?: number | undefined;
}

/**
 * Policy values for list operations.
 *
 * @example
 * import { ListPolicy } from 'tendril';
 *
 * console.log(new ListPolicy({ writeFlags: 4 }).writeFlags); // 4
 */
export class ListPolicy implements ListPolicyOptions {
  order: number | undefined;
  writeFlags: number | undefined;

  constructor(props?: ListPolicyOptions | null) {
    this.order = props?.order;
    this.writeFlags = props?.writeFlags;
  }
}
