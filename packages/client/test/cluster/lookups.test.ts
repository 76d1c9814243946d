// Lookups of names against a name server that answers when the test says so.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock, turns } from 'tendril-testing/fake-clock';
import { Lookups } from '../../src/cluster/lookups.ts';

class NameServer {
  readonly clock = new FakeClock();
  readonly asked: string[] = [];
  readonly #open = new Map<string, { resolve: (found: string[]) => void; reject: (error: Error) => void }>();
  readonly resolve = new Lookups((host) => this.#ask(host), this.clock).resolve;

  #ask(host: string): Promise<string[]> {
    this.asked.push(host);
    return new Promise((resolve, reject) => this.#open.set(host, { resolve, reject }));
  }

  /** Names asked for and not answered. */
  get open(): string[] {
    return [...this.#open.keys()];
  }

  async answer(host: string, found: string[] | Error): Promise<void> {
    const question = this.#open.get(host);
    this.#open.delete(host);
    if (found instanceof Error) question?.reject(found);
    else question?.resolve(found);
    await turns();
  }
}

test('one lookup runs at a time, so that a silent name server leaves threads to the application', async () => {
  const server = new NameServer();
  const answers = ['a', 'b', 'c'].map((host) => server.resolve(host));
  deepStrictEqual(server.open, ['a']);
  await server.answer('a', ['10.0.0.1']);
  deepStrictEqual(server.open, ['b']);
  await server.answer('b', ['10.0.0.2']);
  await server.answer('c', ['10.0.0.3']);
  deepStrictEqual(await Promise.all(answers), [['10.0.0.1'], ['10.0.0.2'], ['10.0.0.3']]);
});

test('who asks for a name that is being looked up gets the same answer', async () => {
  const server = new NameServer();
  const answers = [server.resolve('a'), server.resolve('a'), server.resolve('a')];
  await server.answer('a', ['10.0.0.1']);
  strictEqual((await Promise.all(answers)).length, 3);
  deepStrictEqual(server.asked, ['a']);
});

test('an answer is remembered for five seconds, a failure for one', async () => {
  const server = new NameServer();
  server.resolve('a');
  await server.answer('a', ['10.0.0.1']);
  server.clock.advance(4999);
  deepStrictEqual(await server.resolve('a'), ['10.0.0.1']);
  server.clock.advance(1);
  server.resolve('a').catch(() => {});
  await server.answer('a', new Error('not found'));
  server.clock.advance(999);
  await rejects(server.resolve('a'), /not found/);
  deepStrictEqual(server.asked, ['a', 'a']);
  server.clock.advance(1);
  server.resolve('a');
  deepStrictEqual(server.asked, ['a', 'a', 'a']);
});

test('while a name server is silent nothing more is asked of it, and nobody waits', async () => {
  const server = new NameServer();
  const hung = server.resolve('a');
  server.resolve('b').catch(() => {});
  server.clock.advance(2001);
  for (let round = 0; round < 100; round++) {
    for (const host of ['a', 'b', `c${round}`]) await rejects(server.resolve(host), /has not answered for \d+ ms/);
    server.clock.advance(1000);
  }
  deepStrictEqual(server.asked, ['a']);
  await server.answer('a', ['10.0.0.1']);
  deepStrictEqual([await hung, await server.resolve('a')], [['10.0.0.1'], ['10.0.0.1']]);
  // Nobody has asked for b lately.
  deepStrictEqual(server.open, []);
});

test('what is remembered while the name server is silent is still told', async () => {
  const server = new NameServer();
  server.resolve('a');
  await server.answer('a', ['10.0.0.1']);
  server.resolve('b');
  server.clock.advance(3000);
  deepStrictEqual(await server.resolve('a'), ['10.0.0.1']);
});

test('a name that is asked for again while it waits keeps its place', async () => {
  const server = new NameServer();
  server.resolve('a');
  const b = server.resolve('b');
  server.clock.advance(1900);
  server.resolve('b');
  server.clock.advance(90);
  await server.answer('a', []);
  deepStrictEqual(server.open, ['b']);
  await server.answer('b', ['10.0.0.2']);
  deepStrictEqual(await b, ['10.0.0.2']);
});

test('names beyond a limit are turned away, and what is remembered has a limit', async () => {
  const server = new NameServer();
  for (let n = 0; n <= 256; n++) server.resolve(`n${n}`).catch(() => {});
  await rejects(server.resolve('one more'), /256 names wait/);
  for (let n = 0; n < 3000; n++) {
    const [host] = server.open;
    await server.answer(String(host), [`10.0.0.${n % 256}`]);
    server.resolve(`m${n}`).catch(() => {});
  }
  strictEqual(server.open.length, 1);
});
