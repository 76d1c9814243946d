// The engine of regular expressions. It takes time in proportion to the text, whatever the pattern: one that would make
// a backtracking engine try for ever is none of it.

type Engine = typeof import('re2js').RE2JS;

let loaded: Engine | undefined;

/** The engine takes time to load, and few need it. */
export function regexEngine(): Engine {
  loaded ??= (require('re2js') as typeof import('re2js')).RE2JS;
  return loaded;
}

/** What the engine throws for a pattern that it cannot take. */
export function isRefusedPattern(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('RE2JS');
}
