import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Child, type ChildOptions, isAlive } from '../src/child.ts';
import { LIMIT } from '../src/events.ts';
import { memoryFolder } from '../src/memory-folder.ts';

function script(t: TestContext, code: string, options: ChildOptions = {}): Child<string> {
  const path = join(memoryFolder(t), 'script.cjs');
  writeFileSync(path, code);
  return Child.script<string>(path, ['one'], options).during(t);
}

test('reports and output can be waited for after they came', LIMIT, async (t) => {
  const child = script(t, "process.send('a'); process.send(process.argv[2]); console.log('out'); process.disconnect()");
  strictEqual(await child.ended, 'code 0');
  strictEqual(await child.report((report) => report === 'one'), 'one');
  strictEqual((await child.printed(/o(u)t/))[1], 'u');
  deepStrictEqual(child.reports, ['a', 'one']);
});

test('waiting fails when the process ends without it, and says what it printed', LIMIT, async (t) => {
  const child = script(t, "console.error('why'); process.exit(3)");
  await rejects(
    child.report(() => true),
    /ended \(code 3\) without it:\nwhy/,
  );
});

test('questions get their own answers, or fail with the process', LIMIT, async (t) => {
  const child = script(
    t,
    `process.on('message', ({ id, question }) => {
       if (question === 'end') process.exit(0);
       if (question !== 'nothing') setImmediate(() => process.send({ id, value: question * 2 }));
     });`,
  );
  deepStrictEqual(await Promise.all([child.ask(1), child.ask(2)]), [2, 4]);
  const unanswered = rejects(child.ask('nothing'), /ended: code 0/);
  child.send({ question: 'end' });
  await unanswered;
  await rejects(child.ask(3), /has ended/);
});

test('a stopped process is woken to end, and one that does not listen ends by force', LIMIT, async (t) => {
  const child = script(
    t,
    "process.on('SIGTERM', () => process.exit(5)); process.send('up'); setInterval(() => {}, 1e6)",
  );
  await child.report(() => true);
  child.signal('SIGSTOP');
  strictEqual(await child.stop('SIGTERM'), 'code 5');
  strictEqual(isAlive(child.pid), false);
  strictEqual(await child.stop('SIGTERM'), 'code 5');
});

test('what a child inherits of the environment does not depend on how the tests are run', LIMIT, async (t) => {
  process.env.AEROSPIKE_HOSTS = 'db:3000';
  t.after(() => delete process.env.AEROSPIKE_HOSTS);
  const child = script(t, 'process.send(process.env.AEROSPIKE_HOSTS + process.env.A)', { env: { A: 'b' } });
  strictEqual(await child.report(() => true), 'undefinedb');
});

test('a script whose channel is closed ends by itself, and is waited for', LIMIT, async (t) => {
  const child = script(t, "process.on('disconnect', () => process.exit(7)); process.send('up')");
  await child.report(() => true);
  strictEqual(await child.dismiss(), 'code 7');
});

test('a program that cannot be started has ended with the reason', LIMIT, async () => {
  strictEqual(/ENOENT/.test(await Child.command('/nowhere/program', []).ended), true);
});
