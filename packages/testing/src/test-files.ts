// Files of one test, in a folder of its own that goes when the test ends.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { memoryFolder } from './memory-folder.ts';

export class TestFiles {
  readonly #folder: string;

  /** `texts` by the names of their files. */
  constructor(t: TestContext, texts: { readonly [name: string]: string } = {}) {
    this.#folder = memoryFolder(t);
    for (const [name, text] of Object.entries(texts)) this.write(name, text);
  }

  /** Where a file of that name is, or would be. */
  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Writes a file, or overwrites what it had. @returns its path */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }
}
