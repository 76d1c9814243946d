// What a connection does with a peer that does not read and with commands that are answered later, on a socket that the
// test drives.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Writer } from 'tendril/wire';
import { systemClock } from '../../src/clock.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../../src/command/job.ts';
import { Log } from '../../src/log.ts';
import { ServiceConnection } from '../../src/protocol/service-connection.ts';
import { bytes, frame } from '../helpers/raw-client.ts';

const REPLY_BYTES = 300_000;
const SEND_TIMEOUT_MS = 10_000;

/** Takes every write and sends nothing until `drain` is called. */
class StuckSocket extends EventEmitter {
  writableLength = 0;
  written = 0;
  /** As they were given: nobody may change what is not sent yet. */
  readonly chunks: Buffer[] = [];
  destroyed = false;
  #isPaused = false;

  setNoDelay(): void {}

  write(data: Buffer): void {
    this.writableLength += data.length;
    this.written += data.length;
    this.chunks.push(data);
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
    clock: systemClock,
    onClose: () => {},
  });
  return { socket, connection };
}

function jobOf(step: (owner: JobOwner) => Progress, more: Partial<Job> = {}): Job {
  return { step, fail: () => {}, cancel: () => {}, ...more };
}

/** Two turns of the event loop: the second one runs behind whatever the first one left for the next. */
async function turn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
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

test('a reply that the system has not taken yet is not written over by the next ones', (t) => {
  mockTimers(t);
  const { socket } = open((out) => {
    out.bytes(Buffer.alloc(REPLY_BYTES, served++));
    return undefined;
  });
  let served = 1;
  socket.emit('data', Buffer.concat(new Array(3).fill(REQUEST)));
  socket.drain();
  socket.emit('data', REQUEST);
  assert.strictEqual(served, 5);
  const sent = Buffer.concat(socket.chunks);
  assert.strictEqual(sent.length, 4 * REPLY_BYTES);
  for (let i = 0; i < 4; i++)
    assert.ok(sent.subarray(i * REPLY_BYTES, (i + 1) * REPLY_BYTES).every((b) => b === i + 1));
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
    return jobOf(() => {
      out.bytes(Buffer.alloc(2 * 1024 * 1024));
      steps++;
      return steps % 3 === 0 ? PROGRESS.DONE : PROGRESS.MORE;
    });
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
    clock: systemClock,
    onClose: () => {},
  });
  socket.emit('data', Buffer.concat([REQUEST, REQUEST]));
  assert.deepStrictEqual([socket.written, socket.destroyed, log], [7 + 5, false, ['error', 'debug']]);
});

test('a waiting command is left alone until it wakes the connection, and what follows is answered after it', async () => {
  let steps = 0;
  let served = 0;
  let waiting: (() => void) | undefined;
  const { socket } = open((out) => {
    served++;
    if (served > 1) {
      out.bytes(Buffer.alloc(7));
      return undefined;
    }
    const job = jobOf((owner) => {
      steps++;
      waiting = () => owner.wake(job);
      if (steps === 1) return PROGRESS.WAITING;
      out.bytes(Buffer.alloc(5));
      return PROGRESS.DONE;
    });
    return job;
  });
  socket.emit('data', Buffer.concat([REQUEST, REQUEST]));
  await turn();
  assert.deepStrictEqual([served, steps, socket.written, socket.isPaused()], [1, 1, 0, true]);
  waiting?.();
  assert.strictEqual(steps, 1);
  await turn();
  assert.deepStrictEqual([served, steps, socket.written, socket.isPaused()], [2, 2, 5 + 7, false]);
});

test('a command that wakes its connection while it says that it waits goes on', async () => {
  let steps = 0;
  const { socket } = open((out) => {
    const job = jobOf((owner) => {
      if (++steps === 1) {
        owner.wake(job);
        return PROGRESS.WAITING;
      }
      out.bytes(Buffer.alloc(5));
      return PROGRESS.DONE;
    });
    return job;
  });
  socket.emit('data', REQUEST);
  await turn();
  assert.deepStrictEqual([steps, socket.written], [2, 5]);
});

test('a command that can go on while the peer does not read waits for the peer', async (t) => {
  mockTimers(t);
  let steps = 0;
  let wake: (() => void) | undefined;
  const { socket } = open((out) => {
    const job = jobOf((owner) => {
      wake = () => owner.wake(job);
      out.bytes(Buffer.alloc(2 * 1024 * 1024));
      return ++steps === 1 ? PROGRESS.WAITING : PROGRESS.DONE;
    });
    return job;
  });
  socket.emit('data', REQUEST);
  wake?.();
  await turn();
  assert.strictEqual(steps, 1);
  socket.drain();
  assert.strictEqual(steps, 2);
});

test('a connection that closes gives its command up, and a late wake does nothing', async () => {
  let steps = 0;
  let cancelled = 0;
  let wake: (() => void) | undefined;
  const { socket } = open(() => {
    const job = jobOf(
      (owner) => {
        steps++;
        wake = () => owner.wake(job);
        return PROGRESS.WAITING;
      },
      { cancel: () => cancelled++ },
    );
    return job;
  });
  socket.emit('data', REQUEST);
  // The peer's end is noticed, since nothing of it waits to be served.
  assert.strictEqual(socket.isPaused(), false);
  socket.emit('end');
  assert.strictEqual(cancelled, 1);
  wake?.();
  await turn();
  assert.deepStrictEqual([steps, cancelled], [1, 1]);
});

test('a long command that throws is answered as failed, and the connection goes on', async (t) => {
  mockTimers(t);
  let served = 0;
  let steps = 0;
  const { socket } = open((out) => {
    served++;
    return jobOf(
      () => {
        out.bytes(Buffer.alloc(3));
        if (++steps % 2 === 0) throw new Error('broken');
        return PROGRESS.MORE;
      },
      { fail: () => out.bytes(Buffer.alloc(7)) },
    );
  });
  socket.emit('data', Buffer.concat([REQUEST, REQUEST]));
  for (let i = 0; i < 4; i++) await turn();
  assert.deepStrictEqual([served, socket.written, socket.destroyed], [2, 2 * (3 + 7), false]);
});
