import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InlineTrial } from '../../src/net/inline-trial.ts';

/** Requests after which a trial is over in any case. */
const TRIAL = 112;

/** A node that answers each request before the next is sent; `rowMs` says how long a row takes it. */
class Node {
  readonly trial = new InlineTrial();
  nowMs = 1_000_000;
  rowMs: (isInline: boolean) => number;

  constructor(rowMs: (isInline: boolean) => number) {
    this.rowMs = rowMs;
  }

  /** Sends so many requests; answers how many of them were to be carried out inline. */
  send(requests: number): number {
    let inline = 0;
    for (let i = 0; i < requests; i++) {
      const isInline = this.trial.next(this.nowMs);
      if (isInline) inline++;
      if (this.trial.measures) this.trial.note(isInline, this.rowMs(isInline), this.nowMs);
    }
    return inline;
  }
}

const cached = (isInline: boolean): number => (isInline ? 0.007 : 0.03);
const onDevice = (isInline: boolean): number => (isInline ? 0.1 : 0.02);
const inMemory = (): number => 0.002;

/** Seconds from one trial to the next. */
function waitsOf(rowMs: (isInline: boolean) => number): number[] {
  const node = new Node(rowMs);
  node.send(TRIAL);
  const settled = node.send(10);
  const waits: number[] = [];
  for (let seconds = 1; waits.length < 10; seconds++) {
    node.nowMs += 1000;
    if (node.send(TRIAL) === (settled === 0 ? 0 : TRIAL)) continue;
    waits.push(seconds);
    seconds = 0;
  }
  return waits;
}

describe('InlineTrial', () => {
  it('lets rows be carried out where they were received while that is quicker', () => {
    const node = new Node(cached);
    node.send(TRIAL);
    assert.equal(node.send(1000), 1000);
  });

  it('lets them be handed on where rows wait for a device', () => {
    const node = new Node(onDevice);
    node.send(TRIAL);
    assert.equal(node.send(1000), 0);
  });

  it('is over once one way was quicker in four turns', () => {
    assert.equal(new Node(onDevice).send(1000), 32);
  });

  it('lets them be carried out where it makes no difference', () => {
    const node = new Node(inMemory);
    node.send(TRIAL);
    assert.equal(node.send(1000), 1000);
  });

  it('does not go by answers that were held up by something else', () => {
    let count = 0;
    const node = new Node((isInline) => (isInline && count++ % 2 === 0 ? 50 : 0.01));
    node.send(TRIAL);
    assert.equal(node.send(1000), 1000);
  });

  it('compares neighbours, whatever becomes of the number of rows meanwhile', () => {
    let count = 0;
    const node = new Node((isInline) => cached(isInline) * (count++ < 30 ? 1 : 0.05));
    node.send(TRIAL);
    assert.equal(node.send(1000), 1000);
  });

  it('finds out again when a device becomes slow, and when it is quick again', () => {
    const node = new Node(cached);
    node.send(TRIAL);
    node.rowMs = onDevice;
    assert.equal(node.send(100), 100);
    node.nowMs += 1000;
    node.send(TRIAL);
    assert.equal(node.send(100), 0);
    node.rowMs = cached;
    node.nowMs += 1000;
    node.send(TRIAL);
    assert.equal(node.send(100), 100);
  });

  it('asks more and more seldom: every 16 s at last, or every 256 s where rows are handed on', () => {
    assert.deepEqual(waitsOf(cached), [1, 2, 4, 8, 16, 16, 16, 16, 16, 16]);
    assert.deepEqual(waitsOf(onDevice), [1, 2, 4, 8, 16, 32, 64, 128, 256, 256]);
  });

  it('takes no notice of an answer that comes after it has decided', () => {
    const node = new Node(onDevice);
    node.send(TRIAL);
    node.trial.note(true, 0.000_001, node.nowMs);
    assert.equal(node.send(100), 0);
  });
});
