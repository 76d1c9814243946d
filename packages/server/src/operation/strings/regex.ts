// Matching a text against a regular expression, and replacing what matches. A pattern is compiled when its operation is
// read, so that a bad one is refused whatever the text.

import { STRING_REGEX_FLAG } from 'tendril/wire';
import { PatternError } from '../../expression/posix-pattern.ts';
import { isRefusedPattern, regexEngine } from '../../expression/regex-engine.ts';
import { COMMAND_WORK_BYTES, REGEX_FIND_WORK_BYTES, REGEX_REPLACE_MS, REGEX_STATE_WORK_BYTES } from '../../limits.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import type { WorkMeter } from '../work-meter.ts';
import { translateIcu } from './icu-pattern.ts';
import { badRegex } from './payload.ts';
import { expanded, parseReplacement, type ReplacementPart } from './replacement.ts';
import { checkResult } from './result-size.ts';
import type { Text } from './text.ts';

type Compiled = ReturnType<ReturnType<typeof regexEngine>['compile']>;

export class Regex {
  readonly #compiled: Compiled;
  readonly #states: number;

  /** @throws ParticleError with result code 4 when the pattern is malformed, or too much for this server. */
  constructor(pattern: string, flags: number) {
    try {
      const { text, states } = translateIcu(pattern, flags);
      this.#states = states;
      this.#compiled = regexEngine().compile(text);
    } catch (error) {
      if (!(error instanceof PatternError || isRefusedPattern(error))) throw error;
      throw badRegex(error.message);
    }
  }

  /** Whether it occurs anywhere. @throws ParticleError with result code 26 when it would take too long. */
  occursIn(text: Text, meter: WorkMeter): boolean {
    this.#spend(text.length, REGEX_STATE_WORK_BYTES, meter);
    return this.#compiled.test(text.toString());
  }

  /**
   * The bytes with the first match, or each, replaced; undefined when there is none.
   *
   * @throws ParticleError with result code 26 when it takes too long, 4 when the replacement refers to no group.
   */
  replaceIn(text: Text, replacement: string, flags: number, meter: WorkMeter): Buffer | undefined {
    this.#spend(text.length, REGEX_FIND_WORK_BYTES, meter);
    const isGlobal = (flags & STRING_REGEX_FLAG.GLOBAL) !== 0;
    const matcher = this.#compiled.matcher(text.toString());
    const deadlineMs = performance.now() + REGEX_REPLACE_MS;
    const parts: string[] = [];
    let template: readonly ReplacementPart[] | undefined;
    let length = text.bytes.length;
    let at = 0;
    while (matcher.find()) {
      template ??= parseReplacement(replacement, matcher.groupCount(), this.#compiled.namedGroups());
      const other = expanded(template, (group) => matcher.group(group) ?? '');
      length += Buffer.byteLength(other) - Buffer.byteLength(matcher.group() ?? '');
      checkResult(length);
      meter.spend(1, 0);
      parts.push(text.toString().slice(at, matcher.start()), other);
      at = matcher.end();
      if (!isGlobal) break;
      if (performance.now() > deadlineMs) throw tooMuch();
    }
    if (parts.length === 0) return undefined;
    parts.push(text.toString().slice(at));
    return Buffer.from(parts.join(''));
  }

  #spend(characters: number, bytesPerState: number, meter: WorkMeter): void {
    const work = characters * this.#states * bytesPerState;
    if (work > COMMAND_WORK_BYTES) throw tooMuch();
    meter.spend(0, work);
  }
}

function tooMuch(): ParticleError {
  return new ParticleError(
    RESULT.OP_NOT_APPLICABLE,
    'Regular expression: it takes too long on a string of that length',
    NOT_APPLICABLE_SUBCODE.REGEX_LIMIT,
  );
}
