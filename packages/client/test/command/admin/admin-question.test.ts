import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type AdminAnswer, AdminQuestion } from '../../../src/command/admin/admin-question.ts';
import { status } from '../../../src/model/status.ts';
import { type AdminFields, writeAdminBlock } from '../../../src/wire/admin.ts';
import { ADMIN_COMMAND } from '../../../src/wire/codes/admin.ts';
import { RESULT } from '../../../src/wire/codes/results.ts';
import { beginFrame, endFrame } from '../../../src/wire/proto.ts';
import { Writer } from '../../../src/wire/writer.ts';
import { emptyReply, frame } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, turn } from '../../helpers/scripted-server.ts';

const TIMEOUT_MS = 1000;
type Asked = ConstructorParameters<typeof AdminQuestion>[1];

const QUERY: Asked = { command: ADMIN_COMMAND.QUERY_USERS, fields: {} };
const DROP: Asked = { command: ADMIN_COMMAND.DROP_USER, fields: { user: 'u' } };

type Block = readonly [result: number, fields?: AdminFields];

function answer(...blocks: readonly Block[]): Buffer {
  const w = new Writer(64);
  const at = beginFrame(w, 2);
  for (const [result, fields] of blocks) writeAdminBlock(w, result, 0, fields);
  endFrame(w, at);
  return w.take();
}

const user = (name: string): Block => [RESULT.OK, { user: name, roles: [] }];
const END: Block = [RESULT.SECURITY_OK_LAST];

interface Asking {
  readonly bench: RouterBench;
  readonly peer: Peer;
  readonly answered: Promise<AdminAnswer>;
}

/** A bench whose one node has been asked, and answers as the test says. */
async function ask(t: TestContext, asked = QUERY, timeoutDelay = 0): Promise<Asking> {
  const bench = await RouterBench.start(t);
  const question = new AdminQuestion('queryUsers', asked);
  const answered = bench.router.ask('N0', question, { timeout: TIMEOUT_MS, timeoutDelay });
  answered.catch(() => {});
  const peer = await bench.server().nextPeer();
  assert.strictEqual((await peer.nextFrame()).toString('hex'), question.frame.toString('hex'));
  return { bench, peer, answered };
}

const namesOf = ({ found }: AdminAnswer): unknown[] => found.map(({ user }) => user);

/** The connection still works, and its next reply belongs to the next command. */
async function assertInUse({ bench, peer }: Asking): Promise<void> {
  const got = bench.get();
  await peer.nextFrame();
  peer.send(emptyReply(0, 7));
  assert.deepStrictEqual([(await got).gen, bench.server().peers.length], [7, 1]);
}

test('a query takes as many frames as come, with any number of blocks in each', LIMIT, async (t) => {
  const asking = await ask(t);
  const bytes = Buffer.concat([
    answer(user('a'), user('b')),
    frame(2, Buffer.alloc(0)),
    answer(user('c')),
    answer(user('d'), END),
  ]);
  for (const byte of bytes) {
    asking.peer.send(Buffer.of(byte));
    if (byte === 0) await turn();
  }
  assert.deepStrictEqual(namesOf(await asking.answered), ['a', 'b', 'c', 'd']);
  await assertInUse(asking);
});

test('an error in a query is that of the command, whatever came before', LIMIT, async (t) => {
  const asking = await ask(t);
  asking.peer.send(answer(user('a')));
  asking.peer.send(answer(user('b'), [RESULT.SECURITY_ROLE_VIOLATION]));
  const error = await failureOf(asking.answered);
  assert.deepStrictEqual([error.code, error.inDoubt, error.attempts], [status.ROLE_VIOLATION, false, 1]);
  await assertInUse(asking);
});

test('the frames of a query that nobody waits for any more belong to nobody else', LIMIT, async (t) => {
  const asking = await ask(t, QUERY, 30_000);
  asking.peer.send(answer(user('a')));
  const failed = failureOf(asking.answered);
  await asking.bench.passUntil(failed);
  assert.strictEqual((await failed).code, status.ERR_TIMEOUT);
  asking.peer.send(answer(user('b')));
  asking.peer.send(answer(user('c'), END));
  await turn();
  await assertInUse(asking);
});

for (const [name, late] of [
  ['a frame of another type', emptyReply()],
  ['a frame that cannot be read', frame(2, Buffer.alloc(7))],
] as const) {
  test(`${name} in an answer that nobody waits for ends the connection`, LIMIT, async (t) => {
    const { bench, peer, answered } = await ask(t, QUERY, 30_000);
    const failed = failureOf(answered);
    await bench.passUntil(failed);
    peer.send(late);
    await peer.gone();
  });

  test(`${name} is no answer`, LIMIT, async (t) => {
    const { peer, answered } = await ask(t);
    peer.send(late);
    assert.strictEqual((await failureOf(answered)).code, status.ERR_CLIENT);
    await peer.gone();
  });
}

test('a command is answered by one block, whatever its code', LIMIT, async (t) => {
  const done = await ask(t, DROP);
  done.peer.send(answer([RESULT.OK]));
  assert.deepStrictEqual(await done.answered, { code: 0, found: [] });
  await assertInUse(done);

  const refused = await ask(t, DROP);
  refused.peer.send(answer([RESULT.SECURITY_USER]));
  const error = await failureOf(refused.answered);
  assert.deepStrictEqual([error.code, error.inDoubt], [status.INVALID_USER, false]);
  assert.match(error.message, /^127\.0\.0\.1:\d+ User name is invalid\.$/);
  await assertInUse(refused);
});

test('an answer without any block is none', LIMIT, async (t) => {
  const { peer, answered } = await ask(t, DROP);
  peer.send(frame(2, Buffer.alloc(0)));
  assert.strictEqual((await failureOf(answered)).code, status.ERR_CLIENT);
  await peer.gone();
});

test('whether a change without an answer was made is in doubt; of a query nothing is', LIMIT, async (t) => {
  for (const [asked, inDoubt] of [
    [DROP, true],
    [QUERY, false],
  ] as const) {
    const { bench, peer, answered } = await ask(t, asked);
    peer.reset();
    const error = await bench.failureOf(answered);
    assert.deepStrictEqual([error.inDoubt, error.attempts], [inDoubt, 1]);
  }
});

test('a refusal has the words of its command where it has any', LIMIT, async (t) => {
  const texts = { [status.FORBIDDEN_PASSWORD]: 'PKI user password not changeable' };
  const { peer, answered } = await ask(t, { ...DROP, failureTexts: texts });
  peer.send(answer([RESULT.SECURITY_FORBIDDEN_PASSWORD]));
  assert.match((await failureOf(answered)).message, / PKI user password not changeable$/);
});
