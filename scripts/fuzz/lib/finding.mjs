// Something that did not hold, as opposed to a mistake of the fuzzers themselves.
export class Finding extends Error {
  name = 'Finding';
}
