// Name servers on loopback that answer, or do not, as threads with a client of their own ask them first.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { nameServerAnswers } from '../../src/cluster/name-server.ts';

const NO_SUCH_NAME = 3;
const REFUSED = 5;

/** A name server that says the same of every name; silent without a code. Counts what it is asked. */
async function nameServer(t: TestContext, code?: number): Promise<{ servers: string[]; asked: () => number }> {
  let asked = 0;
  const socket: Socket = createSocket('udp4', (question, { port, address }) => {
    asked++;
    if (code === undefined) return;
    const answer = Buffer.from(question);
    answer[2] = 0x81;
    answer[3] = 0x80 | code;
    socket.send(answer, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return { servers: [`127.0.0.1:${(socket.address() as AddressInfo).port}`], asked: () => asked };
}

test('a name is not looked up while the name server is silent', async (t) => {
  const { servers } = await nameServer(t);
  await rejects(nameServerAnswers('node.example', { servers, timeoutMs: 50 }), /the name server does not answer/);
});

test('a name server that knows no such name, or refuses to say, is one that answers', async (t) => {
  for (const code of [NO_SUCH_NAME, REFUSED]) {
    const { servers } = await nameServer(t, code);
    strictEqual(await nameServerAnswers('node.example', { servers, timeoutMs: 5000 }), undefined);
  }
});

test('the first of several name servers being silent, the next one is asked', async (t) => {
  const silent = await nameServer(t);
  const { servers, asked } = await nameServer(t, NO_SUCH_NAME);
  await nameServerAnswers('node.example', { servers: [...silent.servers, ...servers], timeoutMs: 250 });
  strictEqual(asked(), 1);
});

test('for names of this machine no name server is asked', async (t) => {
  const { servers, asked } = await nameServer(t);
  const hostsFile = join(tmpdir(), `hosts-of-a-test-${process.pid}`);
  t.after(() => rmSync(hostsFile));
  writeFileSync(hostsFile, '# 10.0.0.9 gone\n10.0.0.1\tdb1 DB1.example # the first\n');
  for (const host of ['localhost', 'a.localhost', 'db1', 'db1.Example']) {
    await nameServerAnswers(host, { servers, timeoutMs: 50, hostsFile });
  }
  deepStrictEqual(asked(), 0);
  await rejects(nameServerAnswers('gone', { servers, timeoutMs: 50, hostsFile }));
  await rejects(nameServerAnswers('first', { servers, timeoutMs: 50, hostsFile }));
});
