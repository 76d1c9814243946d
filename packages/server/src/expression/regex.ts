// Matching against a regular expression of POSIX.

import { EXP_REGEX_FLAG, EXP_TYPE, PARTICLE } from 'tendril/wire';
import { REGEX_STATE_WORK_BYTES } from '../limits.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';
import { Node } from './node.ts';
import { PatternError } from './posix-pattern.ts';
import { translatePosix } from './posix-syntax.ts';
import { isRefusedPattern, regexEngine } from './regex-engine.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

export class RegexMatch extends Node {
  readonly #matches: (text: string) => boolean;
  readonly #ignoresCase: boolean;
  readonly #states: number;
  readonly #text: Node;

  /** @throws ParticleError with result code 4 when the pattern is malformed. */
  constructor(pattern: string, flags: number, text: Node) {
    super(EXP_TYPE.BOOL);
    this.#text = text;
    this.#ignoresCase = (flags & EXP_REGEX_FLAG.ICASE) !== 0;
    const syntax = {
      extended: (flags & EXP_REGEX_FLAG.EXTENDED) !== 0,
      ignoresCase: this.#ignoresCase,
      byLines: (flags & EXP_REGEX_FLAG.NEWLINE) !== 0,
    };
    try {
      const translated = translatePosix(pattern, syntax);
      const compiled = regexEngine().compile(translated.text, regexEngine().DOTALL);
      this.#states = translated.states + 1;
      this.#matches = (subject) => compiled.test(subject);
    } catch (error) {
      if (!(error instanceof PatternError || isRefusedPattern(error))) throw error;
      throw new ParticleError(RESULT.PARAMETER, `Malformed regular expression: ${error.message}`);
    }
  }

  override evaluate(scope: Scope): Value {
    const value = this.#text.evaluate(scope);
    if (value === null || typeof value !== 'object' || value.type !== PARTICLE.STRING) return undefined;
    const end = value.value.indexOf(0);
    const text = value.value.toString('latin1', 0, end === -1 ? value.value.length : end);
    scope.meter.spend(0, text.length * this.#states * REGEX_STATE_WORK_BYTES);
    return this.#matches(this.#ignoresCase ? upperAscii(text) : text);
  }
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
