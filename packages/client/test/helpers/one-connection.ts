// One connection to a scripted server, and an owner that records what it is told.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { TestContext } from 'node:test';
import { Connection, type ConnectionOwner, MAX_PIPELINE_DEPTH } from '../../src/net/connection.ts';
import { Dialer } from '../../src/net/dialer.ts';
import { MergeLessons } from '../../src/net/merged-request.ts';
import type { NetError } from '../../src/net/net-error.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { FakeClock } from './fake-clock.ts';
import { infoFrame } from './frames.ts';
import { type Peer, ScriptedServer, until } from './scripted-server.ts';
import { type Outcome, TestRequest } from './test-request.ts';

export const CONNECT_TIMEOUT_MS = 1000;

/** Events: `connected`, `room`, `closed`. */
export class Owner extends EventEmitter implements ConnectionOwner {
  readonly clock = new FakeClock();
  readonly deadlines = new DeadlineWheel(this.clock);
  readonly dialer = new Dialer(this.deadlines);
  readonly maxDepth = MAX_PIPELINE_DEPTH;
  readonly lessons = new MergeLessons();
  error: NetError | undefined;
  opened: boolean | undefined;
  rooms = 0;

  onConnected(): void {
    this.emit('connected');
  }

  onRecovered(): void {}

  onMerged(): void {}

  onMergeFailed(): void {}

  onRoom(): void {
    this.rooms++;
    this.emit('room');
  }

  onClosed(_connection: Connection, error: NetError, opened: boolean): void {
    assert.strictEqual(this.error, undefined, 'a connection is closed once');
    this.error = error;
    this.opened = opened;
    this.emit('closed');
  }

  closed(): Promise<void> {
    return until(this, 'closed', () => this.error !== undefined);
  }
}

export interface Opened {
  readonly server: ScriptedServer;
  readonly owner: Owner;
  readonly connection: Connection;
  readonly peer: Peer;
  send(text: string): TestRequest;
}

export async function open(t: TestContext, onFrame?: (peer: Peer, frame: Buffer) => void): Promise<Opened> {
  const server = await ScriptedServer.start(t, onFrame && { onFrame });
  const owner = new Owner();
  const connection = new Connection(server.address, CONNECT_TIMEOUT_MS, owner);
  t.after(() => connection.destroy(closedByTest()));
  const [peer] = await Promise.all([server.nextPeer(), once(owner, 'connected')]);
  const send = (text: string): TestRequest => {
    const request = new TestRequest(infoFrame(text));
    connection.send(request);
    owner.clock.advance(1);
    return request;
  };
  return { server, owner, connection, peer, send };
}

export function closedByTest(): NetError {
  return Object.assign(new Error('Test is over'), { kind: 'shutdown' }) as NetError;
}

export function text(outcome: Outcome | undefined): string {
  assert.strictEqual(outcome?.kind, 'reply');
  return outcome.body.toString();
}

export function assertFailed(outcome: Outcome | undefined, kind: string, written: boolean): void {
  assert.strictEqual(outcome?.kind, 'failure');
  assert.deepStrictEqual([outcome.error.kind, outcome.written], [kind, written]);
}
