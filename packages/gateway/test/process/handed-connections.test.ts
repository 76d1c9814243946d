import assert from 'node:assert/strict';
import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { closeLostConnection } from '../../src/process/handed-connections.ts';

class FakeWorker extends EventEmitter {
  readonly sent: unknown[][] = [];
  readonly process = {
    send: (...args: unknown[]): boolean => {
      this.sent.push(args);
      return true;
    },
  };
}

class FakeConnection {
  closed = 0;

  close(): void {
    this.closed += 1;
  }
}

test('the last connection handed to a worker is closed when it ends, others are left alone', () => {
  const worker = new FakeWorker();
  closeLostConnection(worker as unknown as Worker);
  const [first, last] = [new FakeConnection(), new FakeConnection()];
  const { process: child } = worker;
  assert.strictEqual(child.send({ act: 'newconn' }, first), true);
  child.send({ act: 'newconn' }, last);
  child.send({ type: 'shutdown' }, () => {});
  child.send({ type: 'shutdown' });
  assert.deepStrictEqual([first.closed, last.closed], [0, 0]);
  worker.emit('exit', null, 'SIGKILL');
  assert.deepStrictEqual([first.closed, last.closed], [0, 1]);
  assert.deepStrictEqual(worker.sent[1], [{ act: 'newconn' }, last]);
});

test('a worker that was handed nothing ends without further ado', () => {
  const worker = new FakeWorker();
  closeLostConnection(worker as unknown as Worker);
  assert.strictEqual(worker.emit('exit', 0, null), true);
});
