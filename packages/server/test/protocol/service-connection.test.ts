// What a connection does with a peer that does not read, on a socket that the test drives.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Writer } from 'tendril/wire';
import type { Job } from '../../src/command/job.ts';
import { Log } from '../../src/log.ts';
import { ServiceConnection } from '../../src/protocol/service-connection.ts';
import { bytes, frame } from '../helpers/raw-client.ts';

const REPLY_BYTES = 300_000;
const SEND_TIMEOUT_MS = 10_000;

/** Takes every write and sends nothing until `drain` is called. */
class StuckSocket extends EventEmitter {
  writableLength = 0;
  written = 0;
  destroyed = false;
  #isPaused = false;

  setNoDelay(): void {}

  write(data: Buffer): void {
    this.writableLength += data.length;
    this.written += data.length;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  isPaused(): boolean {
    return this.#isPaused;
  }

  destroySoon(): void {
    this.destroy();
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  drain(): void {
    this.writableLength = 0;
    this.emit('drain');
  }
}

function open(serve: (out: Writer) => Job | undefined): { socket: StuckSocket; connection: ServiceConnection } {
  const socket = new StuckSocket();
  const out = new Writer();
  const connection = new ServiceConnection({
    hold: { holds: () => false },
    socket: socket as unknown as Socket,
    service: { serve: () => serve(out), serveFailure: () => {} },
    out,
    log: new Log(() => {}),
    onClose: () => {},
  });
  return { socket, connection };
}

const REQUEST = bytes(frame(3, '00'));

function mockTimers(t: TestContext): void {
  t.mock.timers.enable({ apis: ['setTimeout'] });
}

test('a peer that does not read stops being served, and goes on where it stopped', (t) => {
  mockTimers(t);
  let served = 0;
  const { socket } = open((out) => {
    served++;
    out.bytes(Buffer.alloc(REPLY_BYTES));
    return undefined;
  });
  const requests = 20;
  socket.emit('data', Buffer.concat(new Array(requests).fill(REQUEST)));
  // One megabyte may wait: the fourth reply is the one that exceeds it.
  assert.deepStrictEqual([served, socket.isPaused()], [4, true]);
  socket.drain();
  assert.deepStrictEqual([served, socket.isPaused()], [8, true]);
  while (served < requests) socket.drain();
  assert.strictEqual(socket.isPaused(), true);
  socket.drain();
  assert.strictEqual(socket.isPaused(), false);
  assert.strictEqual(socket.written, requests * REPLY_BYTES);
});

test('a peer that never reads is cut off', (t) => {
  mockTimers(t);
  const { socket } = open((out) => {
    out.bytes(Buffer.alloc(REPLY_BYTES));
    return undefined;
  });
  socket.emit('data', Buffer.concat(new Array(10).fill(REQUEST)));
  t.mock.timers.tick(SEND_TIMEOUT_MS - 1);
  assert.strictEqual(socket.destroyed, false);
  t.mock.timers.tick(1);
  assert.strictEqual(socket.destroyed, true);
});

test('a long command makes no more of its reply than the peer takes, and what follows waits', (t) => {
  mockTimers(t);
  let steps = 0;
  let served = 0;
  const { socket } = open((out) => {
    served++;
    const job: Job = {
      step: () => {
        out.bytes(Buffer.alloc(2 * 1024 * 1024));
        steps++;
        return steps % 3 === 0;
      },
    };
    return job;
  });
  socket.emit('data', Buffer.concat([REQUEST, REQUEST]));
  assert.deepStrictEqual([served, steps], [1, 1]);
  socket.drain();
  assert.deepStrictEqual([served, steps], [1, 2]);
  socket.drain();
  assert.deepStrictEqual([served, steps], [1, 3]);
  socket.drain();
  assert.deepStrictEqual([served, steps], [2, 4]);
});

test('a service that throws costs its own request only', () => {
  const socket = new StuckSocket();
  const out = new Writer();
  const log: string[] = [];
  let calls = 0;
  new ServiceConnection({
    hold: { holds: () => false },
    socket: socket as unknown as Socket,
    service: {
      serve: () => {
        calls++;
        out.bytes(Buffer.alloc(5));
        if (calls === 1) throw new Error('broken');
        return undefined;
      },
      serveFailure: () => out.bytes(Buffer.alloc(7)),
    },
    out,
    log: new Log((level) => log.push(level)),
    onClose: () => {},
  });
  socket.emit('data', Buffer.concat([REQUEST, REQUEST]));
  assert.deepStrictEqual([socket.written, socket.destroyed, log], [7 + 5, false, ['error']]);
});
