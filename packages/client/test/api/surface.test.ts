import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '../../src/api/client.ts';

interface RecordedSurface {
  readonly methods: readonly string[];
  readonly exports: readonly string[];
  readonly transactionPool: readonly string[];
  readonly modules: {
    readonly [path: string]: {
      readonly functions: readonly string[];
      readonly constants: { readonly [name: string]: object };
    };
  };
}

/** What the module aerospike 6.7.1 has, recorded from the running module. */
const recorded: RecordedSurface = JSON.parse(
  readFileSync(join(__dirname, '../../../test/api/recorded-surface.json'), 'utf8'),
);

type Loose = { readonly [name: string]: unknown };
const tendril = createRequire(join(__dirname, '../../../package.json'))('tendril') as Loose;

function valueAt(path: string): Loose {
  return path.split('.').reduce((value, name) => value[name] as Loose, tendril);
}

test('a client has every method of the module it replaces', () => {
  const prototype = Client.prototype as unknown as Loose;
  deepStrictEqual(
    recorded.methods.filter((name) => typeof prototype[name] !== 'function'),
    [],
  );
});

test('every name that the replaced module exports is there', () => {
  deepStrictEqual(
    recorded.exports.filter((name) => !(name in tendril)),
    [],
  );
});

test('every module has the functions of the one it replaces, and the same constants', () => {
  for (const [path, { functions, constants }] of Object.entries(recorded.modules)) {
    const ours = valueAt(path);
    deepStrictEqual(
      functions.filter((name) => typeof ours[name] !== 'function'),
      [],
      path,
    );
    for (const [name, values] of Object.entries(constants)) {
      // `Transaction.state` also has the name that only the types of the replaced module know.
      const { OPEN: _, ...rest } = ours[name] as { readonly OPEN?: number };
      deepStrictEqual(rest, values, name);
    }
  }
  const pool = valueAt('_transactionPool');
  deepStrictEqual(
    recorded.transactionPool.filter((name) => typeof pool[name] !== 'function'),
    [],
  );
});
