// Info requests: in all their forms, with the replies and errors of nodes.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { called, connectedClient, type FakeLink } from '../fake-link.ts';

type Loose = { readonly [method: string]: (...args: unknown[]) => unknown };

test('info requests give reply texts, per node and in all documented forms', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.infoAny('build'), 'build\t8.1.0.1\n');
  deepStrictEqual(await client.infoAll('build'), [{ host: { node_id: 'BB9' }, info: 'build\t8.1.0.1\n' }]);
  strictEqual(await client.infoNode('build', { name: 'BB9' }), 'build\t8.1.0.1\n');
  strictEqual(await client.info('build', '192.0.2.1:3000'), 'build\t8.1.0.1\n');
  strictEqual(await client.info('build', { addr: '192.0.2.1', port: 3000 }), 'build\t8.1.0.1\n');
  await client.infoAny();
  deepStrictEqual(
    link.infos.map(({ node, commands }) => [node, commands]),
    [...Array(5).fill(['BB9', ['build']]), ['BB9', []]],
  );
  for (const args of [[], ['build'], ['build', { timeout: 5 }]]) {
    deepStrictEqual(await called(client, 'infoAny', ...args), [null, 'build\t8.1.0.1\n']);
  }
  deepStrictEqual(await called(client, 'infoAll'), [null, [{ host: { node_id: 'BB9' }, info: 'build\t8.1.0.1\n' }]]);
});

test('an empty info reply is null, an error in a reply is an error', async (t) => {
  const { client, link } = await connectedClient(t);
  link.infoAnswer = () => '';
  strictEqual(await client.infoAny('x'), null);
  deepStrictEqual(await client.infoAll('x'), [{ host: { node_id: 'BB9' } }]);
  link.infoAnswer = () => 'build\t8.1.0.1\nx\tERROR:4:unrecognized command\n';
  await rejects(client.infoAny('build\nx'), { code: 4, message: 'unrecognized command' });
});

test('infoAny asks the next node when one does not answer', async (t) => {
  const { client, link } = await connectedClient(t);
  const first = link.nodes[0] as FakeLink['nodes'][number];
  link.nodes = [first, { ...first, name: 'BBA' }];
  const failure = AerospikeError.fromCode({ code: status.ERR_CONNECTION });
  link.infoAnswer = (node) => (node === 'BB9' ? failure : 'build\t1\n');
  strictEqual(await client.infoAny('build'), 'build\t1\n');
  await rejects(client.infoAll('build'), { code: status.ERR_CONNECTION });
});

test('bad arguments of info requests reject with ERR_PARAM', async (t) => {
  const { client } = await connectedClient(t);
  const loose = client as unknown as Loose;
  const cases: [string, unknown[]][] = [
    ['info', ['build', 'bad host!']],
    ['info', ['build', undefined]],
    ['info', [5, 'a:3000']],
    ['infoNode', ['build', undefined]],
    ['infoNode', ['build', {}]],
    ['infoAny', [5]],
    ['infoAll', ['build', 5]],
  ];
  for (const [method, args] of cases) {
    await rejects(loose[method]?.(...args) as Promise<unknown>, { code: status.ERR_PARAM }, method);
  }
});
