// The arguments of one info command with the server's complaints about them (docs/protocol/info.md, "Parsing"): an
// absent key, an empty value and a long value each have a text, and its code is 20 instead of 4 when the key is
// `namespace`.

import { MAX_INFO_ARGUMENTS, MAX_NAMESPACE_NAME_BYTES, MAX_SET_NAME_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

const DEFAULT_VALUE_BYTES = 1024;

export class InfoArguments {
  /** Everything behind the separator that ends the name: `N/S` of `sets/N/S`. */
  readonly text: string;
  readonly #values = new Map<string, string>();

  constructor(text: string) {
    this.text = text;
    for (let at = 0; at < text.length; ) {
      const semicolon = text.indexOf(';', at);
      const end = semicolon === -1 ? text.length : semicolon;
      this.#add(text.slice(at, end));
      at = end + 1;
    }
  }

  #add(pair: string): void {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, equals);
    if (equals <= 0 || this.#values.has(key)) return;
    if (this.#values.size >= MAX_INFO_ARGUMENTS) throw badParameter('too many parameters');
    this.#values.set(key, pair.slice(equals + 1));
  }

  get keys(): Iterable<string> {
    return this.#values.keys();
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** The value as it is, empty when it or the key is absent. */
  raw(key: string): string {
    return this.#values.get(key) ?? '';
  }

  /** The value of an optional key; undefined when it is absent. */
  get(key: string, maxBytes = DEFAULT_VALUE_BYTES): string | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    if (value === '') throw new InfoFailure(codeOf(key), `missing '${key}' value`);
    if (value.length > maxBytes) throw new InfoFailure(codeOf(key), `'${key}' value too long`);
    return value;
  }

  require(key: string, maxBytes?: number): string {
    const value = this.get(key, maxBytes);
    if (value === undefined) throw new InfoFailure(codeOf(key), `missing '${key}'`);
    return value;
  }

  requireNamespace(): string {
    return this.require('namespace', MAX_NAMESPACE_NAME_BYTES);
  }

  /** The namespace of a command on settings, which may have the key's old name `id`; complaints use the new one. */
  requireNamespaceOrId(): string {
    if (this.#values.has('namespace') || !this.#values.has('id')) return this.requireNamespace();
    const name = this.raw('id');
    if (name === '') throw new InfoFailure(RESULT.NAMESPACE, "missing 'namespace' value");
    return name;
  }

  requireSet(): string {
    return this.require('set', MAX_SET_NAME_BYTES);
  }
}

function codeOf(key: string): number {
  return key === 'namespace' ? RESULT.NAMESPACE : RESULT.PARAMETER;
}
