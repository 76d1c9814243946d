// What the fields of the policies of operations on lists, maps, bits, HyperLogLogs and text are; see fields.ts.

/** What operations on lists understand. */
export interface ListFields {
  /**
   * Order of a list that the operation creates: 0 unordered, 1 ordered.
   *
   * @defaultValue 0
   */
  order?: number | undefined;
  /**
   * Sum of flags that restrict the operation: 1 only values that the list lacks, 2 only within its bounds, 4 no failure
   * when these forbid it, 8 with 4: what they allow is done.
   *
   * @defaultValue 0
   */
  writeFlags?: number | undefined;
}

/** What operations on maps understand. */
export interface MapFields {
  /**
   * Order of a map that the operation creates: 0 unordered, 1 by key, 3 by key and value.
   *
   * @defaultValue 0
   */
  order?: number | undefined;
  /**
   * What the operation may do to an entry: 0 update or create, 1 update only, 2 create only. Servers since 4.3 take
   * `writeFlags` instead.
   *
   * @defaultValue 0
   */
  writeMode?: number | undefined;
  /**
   * Sum of flags that restrict the operation: 1 only new keys, 2 only existing ones, 4 no failure when these forbid it,
   * 8 with 4: what they allow is done.
   *
   * @defaultValue 0
   */
  writeFlags?: number | undefined;
}

/** What operations on bits understand. */
export interface BitwiseFields {
  /**
   * Sum of flags that restrict the operation: 1 only if the bin is new, 2 only if it exists, 4 no failure when these or
   * the size of the value forbid it, 8 with 4: as many bits as there are.
   *
   * @defaultValue 0
   */
  writeFlags?: number | undefined;
}

/** What operations on HyperLogLogs understand. */
export interface HLLFields {
  /**
   * Sum of flags that restrict the operation: 1 only if the bin is new, 2 only if it exists, 4 no failure when these
   * forbid it, 8 a union may lower the precision.
   *
   * @defaultValue 0
   */
  writeFlags?: number | undefined;
}

/** What operations that change text understand. */
export interface StringFields {
  /**
   * Sum of flags that restrict the operation: 1 only if the bin is new, 2 only if it exists, 4 no failure where the
   * operation cannot be carried out. 1 is for the operations that can make a bin, and not for text inside lists and
   * maps.
   *
   * @defaultValue 0
   */
  writeFlags?: number | undefined;
}
