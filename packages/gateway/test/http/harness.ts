// The application over a store in memory, for one test.
import type { Server } from 'node:http';
import type { TestContext } from 'node:test';
import pino from 'pino';
import { createApp } from '../../src/http/app.ts';
import type { StatusSource } from '../../src/http/status-route.ts';
import { MemoryStore } from './memory-store.ts';

export interface Harness {
  readonly app: Server;
  readonly store: MemoryStore;
  readonly incoming: string[];
}

export function setup(t: TestContext, bodyLimitBytes = 1024, status?: StatusSource): Harness {
  const store = new MemoryStore();
  const incoming: string[] = [];
  const app = createApp({
    store,
    logger: pino({ level: 'silent' }),
    bodyLimitBytes,
    ...(status !== undefined && { status }),
    onIncoming: (method, path) => incoming.push(`${method} ${path}`),
  });
  t.after(() => app.close());
  return { app, store, incoming };
}
