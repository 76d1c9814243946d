// The supervisor over workers that exist only here, on a clock that is advanced by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import type { FromWorker } from '../../src/process/messages.ts';
import { type Fork, Supervisor } from '../../src/process/supervisor.ts';

interface FakeWorker {
  readonly slot: number;
  readonly pid: number;
  readonly say: (message: FromWorker) => void;
  readonly end: (reason: string) => void;
  orders: string[];
}

function setup(count: number) {
  const timers = new FakeClock();
  const workers: FakeWorker[] = [];
  const fork: Fork = (slot, { onMessage, onExit }) => {
    const worker: FakeWorker = { slot, pid: 1000 + workers.length, say: onMessage, end: onExit, orders: [] };
    workers.push(worker);
    return {
      pid: worker.pid,
      shutdown: () => worker.orders.push('shutdown'),
      tell: ({ type }) => worker.orders.push(type),
      kill: () => worker.orders.push('kill'),
    };
  };
  const backOff = { firstMs: 100, ceilingMs: 1_000, steadyMs: 5_000 };
  const supervisor = new Supervisor(count, fork, timers, backOff);
  const log: string[] = [];
  supervisor.on('listening', ({ slot, pid }) => log.push(`${slot} listening ${pid}`));
  supervisor.on('lost', ({ slot, pid }, reason, delay) => log.push(`${slot} lost ${pid} ${reason} ${delay}`));
  supervisor.on('hopeless', (reason) => log.push(reason));
  supervisor.start();
  const worker = (index: number): FakeWorker => workers[index] as FakeWorker;
  return { timers, workers, worker, supervisor, log };
}

test('a worker that ends is replaced in its slot after a growing delay', () => {
  const { timers, workers, worker, log } = setup(2);
  worker(1).say({ type: 'listening' });
  worker(1).end('SIGKILL');
  assert.strictEqual(workers.length, 2);
  timers.advance(99);
  assert.strictEqual(workers.length, 2);
  timers.advance(1);
  assert.strictEqual(worker(2).slot, 2);
  worker(2).end('exit code 1');
  timers.advance(200);
  worker(3).say({ type: 'listening' });
  assert.deepStrictEqual(log, [
    '2 listening 1001',
    '2 lost 1001 SIGKILL 100',
    '2 lost 1002 exit code 1 200',
    '2 listening 1003',
  ]);
});

test('steady work forgets the failures before it', () => {
  const { timers, worker, log } = setup(1);
  worker(0).say({ type: 'listening' });
  worker(0).end('a');
  timers.advance(100);
  worker(1).end('b');
  timers.advance(200);
  timers.advance(5_000);
  worker(2).end('c');
  assert.strictEqual(log.at(-1), '1 lost 1002 c 100');
});

test('gives up when no worker has ever served', () => {
  const { timers, workers, worker, log } = setup(1);
  for (let index = 0; index < 5; index += 1) {
    worker(index).end('exit code 1');
    timers.advance(1_000);
  }
  assert.strictEqual(workers.length, 5);
  assert.strictEqual(log.at(-1), 'worker 1 ended 5 times before it could serve: exit code 1');
});

test('never gives up after a worker has served', () => {
  const { timers, workers, worker } = setup(1);
  worker(0).say({ type: 'listening' });
  for (let index = 0; index < 50; index += 1) {
    worker(index).end('exit code 1');
    timers.advance(1_000);
  }
  assert.strictEqual(workers.length, 51);
});

test('stopping asks every worker, cancels restarts and resolves when all are gone', async () => {
  const { timers, workers, worker, supervisor } = setup(3);
  worker(2).end('SIGKILL');
  const stopped = supervisor.stop(1_200);
  assert.deepStrictEqual(
    workers.map(({ orders }) => orders),
    [['shutdown'], ['shutdown'], []],
  );
  worker(0).end('exit code 0');
  worker(1).end('exit code 0');
  await stopped;
  assert.deepStrictEqual(timers.delays, []);
  assert.strictEqual(workers.length, 3);
});

test('a worker that does not end is killed at the deadline', async () => {
  const { timers, worker, supervisor } = setup(2);
  const stopped = supervisor.stop(1_200);
  worker(0).end('exit code 0');
  timers.advance(1_200);
  assert.deepStrictEqual(worker(1).orders, ['shutdown', 'kill']);
  worker(1).end('SIGKILL');
  await stopped;
});

test('the reports of the workers tell who tends', () => {
  const { worker, supervisor } = setup(2);
  const owner = () => supervisor.slots.find(({ status }) => status?.role === 'owner')?.pid;
  assert.strictEqual(owner(), undefined);
  worker(0).say({ type: 'status', connected: true, role: 'follower' });
  worker(1).say({ type: 'status', connected: true, role: 'owner' });
  assert.strictEqual(owner(), 1001);
  worker(1).end('SIGKILL');
  assert.strictEqual(owner(), undefined);
});
