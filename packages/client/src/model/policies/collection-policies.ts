// The policies of operations on lists, maps, bits, HyperLogLogs and text: what each takes, and its class.
// As base-policy.ts says of its properties.

// biome-ignore-all lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns what the interface brings

import type { BitwiseFields, HLLFields, ListFields, MapFields, StringFields } from './collection-fields.ts';
import type { IgnoredBaseOptions } from './fields.ts';

/** Values of {@link ListPolicy}. */
export interface ListPolicyOptions extends IgnoredBaseOptions, ListFields {}

export interface ListPolicy extends ListPolicyOptions {}

/**
 * Policy of operations on lists.
 *
 * @example
 * import { ListPolicy } from 'tendril';
 *
 * // Of several values, adds those that the list lacks, and leaves the others out without an error.
 * const onlyNew = new ListPolicy({ writeFlags: 1 | 4 | 8 });
 * console.log(onlyNew.writeFlags); // 13
 */
export class ListPolicy {
  constructor(props?: ListPolicyOptions | null) {
    this.order = props?.order;
    this.writeFlags = props?.writeFlags;
  }
}

/** Values of {@link MapPolicy}. */
export interface MapPolicyOptions extends IgnoredBaseOptions, MapFields {}

export interface MapPolicy extends MapPolicyOptions {}

/**
 * Policy of operations on maps.
 *
 * @example
 * import { MapPolicy } from 'tendril';
 *
 * // Creates the map in the order of its keys, and only adds keys to it.
 * const onlyNew = new MapPolicy({ order: 1, writeFlags: 1 });
 * console.log(onlyNew.order); // 1
 */
export class MapPolicy {
  constructor(props?: MapPolicyOptions | null) {
    this.order = props?.order;
    this.writeMode = props?.writeMode;
    this.writeFlags = props?.writeFlags;
  }
}

/** Values of `policy.BitwisePolicy`. */
export interface BitwisePolicyOptions extends IgnoredBaseOptions, BitwiseFields {}

export interface BitwisePolicy extends BitwisePolicyOptions {}

/**
 * Policy of operations on bits.
 *
 * @example
 * import { policy } from 'tendril';
 *
 * // Only changes a bin that exists, and does nothing otherwise.
 * const onlyExisting = new policy.BitwisePolicy({ writeFlags: 2 | 4 });
 * console.log(onlyExisting.writeFlags); // 6
 */
export class BitwisePolicy {
  constructor(props?: BitwisePolicyOptions | null) {
    this.writeFlags = props?.writeFlags;
  }
}

/** Values of {@link HLLPolicy}. */
export interface HLLPolicyOptions extends IgnoredBaseOptions, HLLFields {}

export interface HLLPolicy extends HLLPolicyOptions {}

/**
 * Policy of operations on HyperLogLogs.
 *
 * @example
 * import { policy } from 'tendril';
 *
 * // A union may lower the precision to that of the least precise value.
 * const fold = new policy.HLLPolicy({ writeFlags: 8 });
 * console.log(fold.writeFlags); // 8
 */
export class HLLPolicy {
  constructor(props?: HLLPolicyOptions | null) {
    this.writeFlags = props?.writeFlags;
  }
}

/** Values of `policy.StringPolicy`. */
export interface StringPolicyOptions extends StringFields {}

export interface StringPolicy extends StringPolicyOptions {}

/**
 * Policy of operations that change text.
 *
 * @example
 * import { policy, strings } from 'tendril';
 *
 * // Only makes a new bin, and does nothing to one that is there.
 * const onlyNew = new policy.StringPolicy({ writeFlags: strings.writeFlags.CREATE_ONLY | strings.writeFlags.NO_FAIL });
 * console.log(onlyNew.writeFlags); // 5
 */
export class StringPolicy {
  constructor(props?: StringPolicyOptions | null) {
    this.writeFlags = props?.writeFlags;
  }
}
