// What an error of a command knows: its command, its client, who awaited it, and its cause.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { status } from '../../../src/model/status.ts';
import { called, connectedClient } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');

const notFound = (): AerospikeError => AerospikeError.fromCode({ code: status.ERR_RECORD_NOT_FOUND });

test('an error knows its command and client, and shows who awaited it', async (t) => {
  const { client, link } = await connectedClient(t);
  link.answer = notFound;
  async function theCaller(): Promise<void> {
    await client.get(key);
  }
  await rejects(theCaller(), (error: unknown) => {
    const { client: owner, command, stack } = error as AerospikeError;
    deepStrictEqual([owner === client, command?.name, command?.key], [true, 'get', key]);
    match(String(stack), /theCaller/);
    strictEqual(/client-core/.test(String(stack)), false);
    strictEqual(JSON.stringify(error).includes('captureStackTraces'), false);
    return true;
  });
});

test('an error of whatever kind of command shows who awaited it', async (t) => {
  const { client, link } = await connectedClient(t);
  link.infoAnswer = () => new Error('no answer');
  const commands: { readonly [name: string]: () => Promise<unknown> } = {
    info: () => client.infoAny('build') as Promise<unknown>,
    batch: () => client.batchGet([{ ns: 'test' } as never]) as Promise<unknown>,
    work: () => client.scan('test', 'demo').background('m', 'f', [], { txn: {} } as never) as Promise<unknown>,
    transaction: () => client.commit({} as never) as Promise<unknown>,
  };
  for (const captures of [false, true]) {
    client.captureStackTraces = captures;
    for (const [name, command] of Object.entries(commands)) {
      const theCaller = async (): Promise<void> => {
        await command();
      };
      const error = await theCaller().catch((thrown: unknown) => thrown);
      const { stack } = error as AerospikeError;
      match(String(stack), /theCaller/, `${name}, ${captures}`);
      strictEqual(!captures && /lifecycle/.test(String(stack)), false, `${name}: ${stack}`);
    }
  }
});

test('with captureStackTraces a callback error shows where the command was called', async (t) => {
  const { client, link } = await connectedClient(t);
  link.answer = notFound;
  client.captureStackTraces = true;
  const [error] = await called(client, 'get', key);
  match(String((error as Error).stack), /^AerospikeError: .*\n(.*\n)*.*Client\.get/);
});

test('an error of another kind becomes an AerospikeError that keeps it as cause', async (t) => {
  const { client, link } = await connectedClient(t);
  const cause = new RangeError('odd');
  link.answer = () => cause;
  await rejects(client.get(key), (error: unknown) => {
    const { code, message, cause: kept } = error as AerospikeError;
    deepStrictEqual([code, message, kept], [status.ERR_CLIENT, 'odd', cause]);
    return true;
  });
});
