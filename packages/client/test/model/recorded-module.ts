// What the module aerospike 6.7.1 holds, recorded from the running module; the foreign source of these tests.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RecordedModule {
  readonly constants: { readonly [name: string]: object };
  readonly policyConstants: { readonly [name: string]: object };
  readonly status: { readonly [name: string]: number };
  readonly messages: { readonly [code: string]: string };
  readonly policyProperties: { readonly [name: string]: readonly string[] };
  readonly policyKeys: readonly string[];
  readonly exports: readonly string[];
  readonly operations: { readonly [name: string]: { readonly args: readonly unknown[]; readonly fields: object } };
  readonly recordKeys: readonly string[];
  readonly configDefaults: { readonly keys: readonly string[]; readonly hosts: string; readonly port: number };
}

export const recorded: RecordedModule = JSON.parse(
  readFileSync(join(__dirname, '../../../test/model/recorded-module.json'), 'utf8'),
);
