// What is made of a text: each operation's arguments, and the text afterwards. Its size is known, or bounded, before
// memory is taken for it.

import { STRING_FLAG, STRING_OP, STRING_REGEX_FLAG } from 'tendril/wire';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { PARAMETER_SUBCODE } from '../../subcodes.ts';
import type { WorkMeter } from '../work-meter.ts';
import { folded } from './case-folding.ts';
import { badArgument, type StringPayload, unknownOperation } from './payload.ts';
import { Regex } from './regex.ts';
import { checkResult } from './result-size.ts';
import { normalized, type Occurrence, occurrences } from './search.ts';
import { Text } from './text.ts';
import { trimmedEnd, trimmedStart } from './white-space.ts';

/** The bytes of the text afterwards; undefined when it stays. @throws ParticleError with the server's result code. */
export type TextChange = (text: Text) => Buffer | undefined;

export interface Modification {
  /** It makes a text where there is none. */
  readonly creates: boolean;
  readonly flags: number;
  readonly change: TextChange;
}

interface ModificationRow {
  readonly creates: boolean;
  /** Fewest and most arguments, flags among them. */
  readonly count: readonly [number, number];
  /** Reads the arguments before the flags. */
  parse(payload: StringPayload, meter: WorkMeter): TextChange;
}

const MODIFICATIONS: (ModificationRow | undefined)[] = [];

/** An operation with so many arguments, and some more that may be left out, before its flags. */
function define(
  code: number,
  min: number,
  parse: ModificationRow['parse'],
  { creates = false, optional = 0 } = {},
): void {
  MODIFICATIONS[code] = { creates, count: [min, min + optional + 1], parse };
}

/** @throws ParticleError with result code 4 when there is no such operation, or its arguments do not fit. */
export function parseModification(payload: StringPayload, meter: WorkMeter): Modification {
  const row = MODIFICATIONS[payload.code];
  if (row === undefined) throw unknownOperation(payload.code);
  const { creates } = row;
  payload.requireCount(...row.count);
  const change = row.parse(payload, meter);
  const flags = payload.left === 0 ? 0 : payload.flags(creates ? CREATING_FLAGS : CHANGING_FLAGS);
  if ((flags & EXCLUSIVE_FLAGS) === EXCLUSIVE_FLAGS) throw badArgument('nothing can be created only and updated only');
  if (payload.context !== undefined && (flags & STRING_FLAG.CREATE_ONLY) !== 0)
    throw badArgument('nothing is created along a context');
  return { creates, flags, change };
}

const CHANGING_FLAGS = STRING_FLAG.UPDATE_ONLY | STRING_FLAG.NO_FAIL;
const CREATING_FLAGS = CHANGING_FLAGS | STRING_FLAG.CREATE_ONLY;
const EXCLUSIVE_FLAGS = STRING_FLAG.CREATE_ONLY | STRING_FLAG.UPDATE_ONLY;

const CREATES = { creates: true };
const REGEX_FLAGS = Object.values(STRING_REGEX_FLAG).reduce((all, flag) => all | flag, 0);

define(
  STRING_OP.INSERT,
  2,
  (payload) => {
    const [index, inserted] = [payload.integer(), payload.text()];
    return (text) => {
      const at = text.offsetOf(text.clamp(index));
      return joined(text.bytes.subarray(0, at), inserted, text.bytes.subarray(at));
    };
  },
  CREATES,
);
define(
  STRING_OP.OVERWRITE,
  2,
  (payload) => {
    const [index, over] = [payload.integer(), new Text(payload.text())];
    return (text) => {
      const at = text.resolve(index);
      if (at < 0 || at > text.length) throw outside(index, text);
      const end = Math.min(at + over.length, text.length);
      return joined(text.slice(0, at), over.bytes, text.slice(end, text.length));
    };
  },
  CREATES,
);
define(
  STRING_OP.CONCAT,
  1,
  (payload) => {
    const texts = payload.texts();
    return (text) => (texts.length === 0 ? undefined : joined(text.bytes, ...texts));
  },
  CREATES,
);
define(
  STRING_OP.APPEND,
  1,
  joining((text, other) => joined(text, other)),
  CREATES,
);
define(
  STRING_OP.PREPEND,
  1,
  joining((text, other) => joined(other, text)),
  CREATES,
);
define(
  STRING_OP.SNIP,
  1,
  (payload) => {
    const start = payload.integer();
    const end = payload.left === 0 ? undefined : payload.integer();
    return (text) => {
      const [from, to] = [text.clamp(start), end === undefined ? text.length : text.clamp(end)];
      return from >= to ? undefined : joined(text.slice(0, from), text.slice(to, text.length));
    };
  },
  { optional: 1 },
);
define(STRING_OP.REPLACE, 1, replacing(true));
define(STRING_OP.REPLACE_ALL, 1, replacing(false));
define(
  STRING_OP.REGEX_REPLACE,
  1,
  (payload, meter) => {
    const [pattern, replacement] = payload.pair();
    const flags = payload.left === 0 ? 0 : payload.flags(REGEX_FLAGS);
    const regex = new Regex(pattern.toString(), flags);
    return (text) => {
      const { length } = text.bytes;
      checkResult(3 * (length + (length + 1) * (pattern.length + replacement.length)));
      return regex.replaceIn(text, replacement.toString(), flags, meter);
    };
  },
  { optional: 1 },
);
define(
  STRING_OP.UPPER,
  0,
  mapping((text) => text.toUpperCase()),
);
define(
  STRING_OP.LOWER,
  0,
  mapping((text) => text.toLowerCase()),
);
define(STRING_OP.CASE_FOLD, 0, mapping(folded));
define(STRING_OP.NORMALIZE_NFC, 0, mapping(normalized));
define(
  STRING_OP.TRIM_START,
  0,
  () =>
    ({ bytes }) =>
      trimmedStart(bytes),
);
define(
  STRING_OP.TRIM_END,
  0,
  () =>
    ({ bytes }) =>
      trimmedEnd(bytes),
);
define(
  STRING_OP.TRIM,
  0,
  () =>
    ({ bytes }) =>
      trimmedEnd(trimmedStart(bytes)),
);
define(
  STRING_OP.PAD_START,
  2,
  padding((text, pad) => [pad, text]),
  CREATES,
);
define(
  STRING_OP.PAD_END,
  2,
  padding((text, pad) => [text, pad]),
  CREATES,
);
define(
  STRING_OP.REPEAT,
  1,
  (payload) => {
    const count = payload.integer();
    return ({ bytes }) => {
      if (count < 0) throw badArgument(`a text cannot be repeated ${count} times`);
      checkResult(bytes.length * count);
      return repeated(bytes, bytes.length * count);
    };
  },
  CREATES,
);

function joining(join: (text: Buffer, other: Buffer) => Buffer): ModificationRow['parse'] {
  return (payload) => {
    const other = payload.text();
    return ({ bytes }) => join(bytes, other);
  };
}

/** A change that the platform makes of the string, which it may make longer. */
function mapping(map: (text: string, meter: WorkMeter) => string): ModificationRow['parse'] {
  return (_, meter) => (text) => {
    checkResult(text.bytes.length * 3);
    meter.spend(0, text.bytes.length * 8);
    return Buffer.from(map(text.toString(), meter));
  };
}

function replacing(onlyFirst: boolean): ModificationRow['parse'] {
  return (payload, meter) => {
    const [needle, replacement] = payload.pair();
    return (text) => {
      if (needle.length === 0) throw badArgument('there is nothing to look for');
      checkResult(text.bytes.length * 3);
      const found = occurrences(text, new Text(needle), meter);
      return replaced(text.bytes, onlyFirst ? first(found) : found, replacement, meter);
    };
  };
}

function* first<T>(items: Iterable<T>): Generator<T, void, undefined> {
  for (const item of items) {
    yield item;
    return;
  }
}

/** The bytes with each occurrence replaced; undefined when there is none. */
function replaced(
  bytes: Buffer,
  found: Iterable<Occurrence>,
  replacement: Buffer,
  meter: WorkMeter,
): Buffer | undefined {
  const cuts: Occurrence[] = [];
  let length = bytes.length;
  for (const cut of found) {
    length += replacement.length - (cut.to - cut.from);
    checkResult(length);
    meter.spend(1, 0);
    cuts.push(cut);
  }
  if (cuts.length === 0) return undefined;
  const result = Buffer.alloc(length);
  let at = 0;
  let resultAt = 0;
  for (const { from, to } of cuts) {
    if (from > at) resultAt += bytes.copy(result, resultAt, at, from);
    if (replacement.length > 0) resultAt += replacement.copy(result, resultAt);
    at = to;
  }
  bytes.copy(result, resultAt, at);
  return result;
}

/** `place` puts the pad where it belongs. */
function padding(place: (text: Buffer, pad: Buffer) => Buffer[]): ModificationRow['parse'] {
  return (payload) => {
    const [target, pad] = [payload.integer(), new Text(payload.text())];
    return (text) => {
      if (target < 0) throw badArgument(`a text cannot be ${target} characters long`);
      if (pad.length === 0) throw badArgument('there is nothing to pad with');
      if (text.length >= target) return text.bytes;
      checkResult(Math.max(text.bytes.length, target * 4));
      const missing = target - text.length;
      const whole = Math.floor(missing / pad.length);
      const rest = pad.slice(0, missing % pad.length);
      const length = whole * pad.bytes.length + rest.length;
      return joined(...place(text.bytes, repeated(pad.bytes, length)));
    };
  };
}

/** So many bytes of a text that is repeated. */
function repeated(bytes: Buffer, length: number): Buffer {
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

function joined(...parts: Buffer[]): Buffer {
  checkResult(parts.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat(parts);
}

function outside(index: number, { length }: Text): ParticleError {
  return new ParticleError(
    RESULT.PARAMETER,
    `Index ${index} is outside a string of ${length} characters`,
    PARAMETER_SUBCODE.STRING_INDEX,
  );
}
