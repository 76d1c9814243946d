// What is wrong with a text, and where: thrown inside this folder as an offset, shown to programs as line, column and a
// caret under the place.

import { AerospikeError } from '../error.ts';

/** Text of the line on each side of the caret that a message shows. */
const SHOWN = 60;
/** What a message says at most: names in a text may be long. */
const MAX_MESSAGE = 300;

/** A text that is not an expression, by the offset of the cause. Never leaves this folder. */
export class AelProblem extends Error {
  readonly at: number;

  constructor(at: number, what: string) {
    super(what.length > MAX_MESSAGE ? `${what.slice(0, MAX_MESSAGE)}…` : what);
    this.at = at;
  }
}

/** @throws AelProblem */
export function fail(at: number, what: string): never {
  throw new AelProblem(at, what);
}

/** The error that programs see. */
export function errorOf(text: string, { at, message }: AelProblem): AerospikeError {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const next = text.indexOf('\n', at);
  const end = next < 0 ? text.length : next;
  const line = countLines(text, start);
  const from = Math.max(start, at - SHOWN);
  const shown = text.slice(from, Math.min(end, at + SHOWN)).replaceAll(/[\t\r]/g, ' ');
  const caret = `${' '.repeat(at - from)}^`;
  return AerospikeError.param(`AEL, line ${line}, column ${at - start + 1}: ${message}\n  ${shown}\n  ${caret}`);
}

function countLines(text: string, end: number): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
