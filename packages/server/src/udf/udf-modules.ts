// The registered modules: files of Lua code by name. All nodes of a server have the same ones; a node that is down
// learns of changes as it would from its peers when it comes back.

import { createHash } from 'node:crypto';
import { MAX_MODULES } from './limits.ts';

export interface UdfModule {
  /** Its file's name, with extension. */
  readonly file: string;
  readonly source: Buffer;
  /** What clients compare: see {@link UdfModules.put}. */
  readonly hash: string;
}

export class UdfModules {
  readonly #modules = new Map<string, UdfModule>();
  #version = 0;

  /** Another number after every change. */
  get version(): number {
    return this.#version;
  }

  get(file: string): UdfModule | undefined {
    return this.#modules.get(file);
  }

  /** In the order of their names. */
  *[Symbol.iterator](): Iterator<UdfModule> {
    for (const file of [...this.#modules.keys()].sort()) yield this.#modules.get(file) as UdfModule;
  }

  /** Registers a module in the place of one of that name; false when there are too many. */
  put(file: string, source: Buffer): boolean {
    if (!this.#modules.has(file) && this.#modules.size >= MAX_MODULES) return false;
    // The server hashes what it keeps of the module: this very text.
    const kept = `{"content64": "${source.toString('base64')}", "type": "LUA", "name": "${file}"}`;
    this.#modules.set(file, { file, source, hash: createHash('sha1').update(kept, 'latin1').digest('hex') });
    this.#version++;
    return true;
  }

  remove(file: string): void {
    if (this.#modules.delete(file)) this.#version++;
  }

  /** Name without extension, and source, of those that can be loaded. */
  sources(): (readonly [string, Uint8Array])[] {
    return [...this]
      .filter(({ file }) => file.endsWith('.lua'))
      .map(({ file, source }) => [file.slice(0, -'.lua'.length), source]);
  }
}
