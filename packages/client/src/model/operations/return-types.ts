// The types of `lists.returnType` and `maps.returnType`. Ambient: nothing of it runs, the values are in surface.ts.
//
// The other constants of the public interface widen to any number, which would lose what an operation returns. Members
// of an enum keep their own type where they are passed, and still widen in a variable or a default, as in `aerospike`.

/** What an operation on a list returns of the elements that it selects. */
export declare enum ListReturnType {
  /** Nothing. */
  NONE = 0,
  /** Places, counted from 0. */
  INDEX = 1,
  /** Places, counted from the end. */
  REVERSE_INDEX = 2,
  /** Places in the order of the values, the smallest first. */
  RANK = 3,
  /** Places in the order of the values, the largest first. */
  REVERSE_RANK = 4,
  /** How many are selected. */
  COUNT = 5,
  /** The elements. */
  VALUE = 7,
  /** Whether any is selected. */
  EXISTS = 13,
  /** A flag, to be added: selects all other elements. */
  INVERTED = 0x10000,
}

/** What an operation on a map returns of the entries that it selects. */
export declare enum MapReturnType {
  /** Nothing. */
  NONE = 0,
  /** Places in the order of the keys, counted from 0. */
  INDEX = 1,
  /** Places in the order of the keys, counted from the end. */
  REVERSE_INDEX = 2,
  /** Places in the order of the values, the smallest first. */
  RANK = 3,
  /** Places in the order of the values, the largest first. */
  REVERSE_RANK = 4,
  /** How many are selected. */
  COUNT = 5,
  /** Their keys. */
  KEY = 6,
  /** Their values. */
  VALUE = 7,
  /** Keys and values in turn, in one list. */
  KEY_VALUE = 8,
  /** Whether any is selected. */
  EXISTS = 13,
  /** The entries, as a map without order. */
  UNORDERED_MAP = 16,
  /** The entries, as a map in the order of its keys. */
  ORDERED_MAP = 17,
  /** A flag, to be added: selects all other entries. */
  INVERTED = 0x10000,
}
