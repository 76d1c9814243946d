// A certificate and its key in two files, for tests of who reads them, and reads them again when they change.

import type { TestContext } from 'node:test';
import { TestFiles } from './test-files.ts';

/** Both as PEM text. */
interface Issued {
  readonly cert: string;
  readonly key: string;
}

export class CertificateFiles {
  /** The options `cert` and `key` as paths. */
  readonly paths: { readonly cert: string; readonly key: string };
  readonly #files: TestFiles;

  constructor(t: TestContext, issued: Issued) {
    this.#files = new TestFiles(t);
    this.paths = this.write(issued);
  }

  /** One file after the other, as those do who replace certificates; or one only. */
  write({ cert, key }: Partial<Issued>): { readonly cert: string; readonly key: string } {
    if (cert !== undefined) this.#files.write('cert.pem', cert);
    if (key !== undefined) this.#files.write('key.pem', key);
    return { cert: this.#files.path('cert.pem'), key: this.#files.path('key.pem') };
  }
}
