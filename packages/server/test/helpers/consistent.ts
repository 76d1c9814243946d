// Servers whose namespace `test` is strongly consistent, and transactions on them.

import type { TestContext } from 'node:test';
import type { EmbeddedServerOptions } from '../../src/index.ts';
import { READ_ALL, WRITE, writeInt } from './request.ts';
import { startServer, type TestServer } from './server.ts';
import { Transaction } from './transaction.ts';

/** The namespace, as an option. */
export const CONSISTENT = { name: 'test', strongConsistency: true } as const;

export interface ConsistentServer extends TestServer {
  begin(timeoutSeconds?: number): Transaction;
  /** Writes bin `i` of a record, as somebody without a transaction. */
  put(key: string, value: number): Promise<number>;
  /** Bin `i` as somebody without a transaction sees it; undefined without a record. */
  value(key: string): Promise<number | undefined>;
  /** Statistics of the namespace. */
  statistics(): Promise<Map<string, string>>;
}

export async function startConsistent(t: TestContext, options: EmbeddedServerOptions = {}): Promise<ConsistentServer> {
  const started = await startServer(t, { namespaces: [CONSISTENT], ...options });
  const { client, run } = started;
  return {
    ...started,
    begin: (timeoutSeconds) => new Transaction((hex) => client.exchange(hex), timeoutSeconds),
    put: async (key, value) => (await run({ ...WRITE, key, ops: [writeInt('i', value)] })).resultCode,
    value: async (key) => {
      const { ops } = await run({ ...READ_ALL, key });
      return ops[0] === undefined ? undefined : Number(BigInt(`0x${ops[0].value}`));
    },
    statistics: async () => {
      const pairs = (await client.info('namespace/test')).split(';').map((pair) => pair.split('='));
      return new Map(pairs as [string, string][]);
    },
  };
}
