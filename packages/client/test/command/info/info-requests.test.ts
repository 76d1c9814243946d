// Info requests to hosts by name, where the system's lookup does as the test says.

import { deepStrictEqual, match, rejects } from 'node:assert/strict';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { foreignInfo } from '../../../src/command/info/info-requests.ts';
import { status } from '../../../src/model/status.ts';

type Found = readonly { readonly address: string; readonly family: number }[];

function lookUp(t: TestContext, find: (host: string) => Promise<Found>): string[] {
  const asked: string[] = [];
  t.mock.method(dns, 'lookup', (host: string) => {
    asked.push(host);
    return find(host);
  });
  return asked;
}

/** A host that answers the question `build`. */
async function host(t: TestContext): Promise<number> {
  const answer = 'build\t8.1.0.0\n';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', () =>
      socket.write(Buffer.from(`\x02\x01\0\0\0\0\0${String.fromCharCode(answer.length)}${answer}`)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

test('a host is asked by name, at the first of its addresses that answers', async (t) => {
  const port = await host(t);
  const asked = lookUp(t, async () => [
    { address: '127.0.0.2', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ]);
  const reply = await foreignInfo({ host: 'two.example', port }, ['build'], 5000, undefined);
  deepStrictEqual(reply, 'build\t8.1.0.0\n');
  deepStrictEqual(asked, ['two.example']);
});

test('a name that nobody knows is an error of the connection', async (t) => {
  lookUp(t, (name) => Promise.reject(new Error(`getaddrinfo ENOTFOUND ${name}`)));
  await rejects(foreignInfo({ host: 'none.example', port: 3000 }, ['build'], 5000, undefined), {
    code: status.ERR_CONNECTION,
    message: 'none.example:3000 getaddrinfo ENOTFOUND',
  });
});

test('names of a silent name server take one lookup at a time, however many are asked', async (t) => {
  const asked = lookUp(t, () => new Promise(() => {}));
  const asking = Array.from({ length: 40 }, (_, i) =>
    foreignInfo({ host: `silent-${i}.example`, port: 3000 }, ['build'], 100, undefined),
  );
  for (const outcome of await Promise.allSettled(asking)) {
    match(String((outcome as PromiseRejectedResult).reason), /resolving silent-\d+\.example took longer than 100 ms/);
  }
  deepStrictEqual(asked, ['silent-0.example']);
});
