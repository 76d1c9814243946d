import { deepStrictEqual, match, rejects, strictEqual, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from '../../src/api/client.ts';
import { missingMethods } from '../../src/api/missing.ts';
import { AerospikeError } from '../../src/model/error.ts';
import { status } from '../../src/model/status.ts';
import { connectedClient } from './fake-link.ts';

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
type LooseFunction = (...args: readonly unknown[]) => unknown;
const tendril = createRequire(join(__dirname, '../../../package.json'))('tendril') as Loose;

function valueAt(path: string): Loose {
  return path.split('.').reduce((value, name) => value[name] as Loose, tendril);
}

const commands = Object.keys(missingMethods);

/** Whether an error says that `name` is missing, as the table of missing features promises. */
function saysMissing(error: unknown, name: string): boolean {
  strictEqual(error instanceof AerospikeError, true);
  const { code, message } = error as AerospikeError;
  deepStrictEqual(
    [code, message],
    [status.ERR_UNSUPPORTED_FEATURE, `${name} is not available in this version of tendril`],
  );
  return true;
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

test('a missing command rejects, and says so', async (t) => {
  const { client } = await connectedClient(t);
  for (const name of commands) {
    const command = (client as unknown as { [name: string]: LooseFunction })[name] as LooseFunction;
    await rejects(command.call(client, {}, {}) as Promise<unknown>, (error) => saysMissing(error, name));
  }
});

test('a missing command tells its callback wherever that stands, in a later turn and once', async (t) => {
  const { client } = await connectedClient(t);
  for (const args of [[], [{}], [{}, {}, null], ['test', 'demo', 0, {}]]) {
    const calls: unknown[][] = [];
    const told = new Promise<void>((resolve) => {
      const callback = (...outcome: unknown[]): void => {
        calls.push(outcome);
        resolve();
      };
      const result = (client.dropUser as LooseFunction).call(client, ...args, callback);
      strictEqual(result, undefined);
    });
    await Promise.resolve();
    strictEqual(calls.length, 0);
    await told;
    strictEqual(calls.length, 1);
    saysMissing(calls[0]?.[0], 'dropUser');
  }
});

test('the error of a missing command names the command and its client, and shows the caller', async (t) => {
  const { client } = await connectedClient(t);
  const error = await client.dropRole('r').then(
    () => undefined,
    (reason: AerospikeError) => reason,
  );
  strictEqual(error?.client, client);
  strictEqual(error?.command.name, 'dropRole');
  match(String(error?.stack), /missing\.test/);
});

test('a missing command needs no connection to fail', async () => {
  const client = new Client();
  await rejects(client.dropRole('r'), (error) => saysMissing(error, 'dropRole'));
});

test('constructors that are missing throw', () => {
  const Missing = valueAt('Transaction') as unknown as new () => unknown;
  throws(
    () => new Missing(),
    (error) => saysMissing(error, 'Transaction'),
  );
  strictEqual({} instanceof (Missing as unknown as { new (): object }), false);
});
