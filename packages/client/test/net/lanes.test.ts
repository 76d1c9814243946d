// Which connection the next request of a lane has to take. What follows from it for whole pools: order.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUSY, LANES, Lanes } from '../../src/net/lanes.ts';
import { CountedConnection } from '../helpers/counted-connection.ts';
import { Random } from '../helpers/random.ts';

const READ = false;
const WRITE = true;

function world(count: number) {
  const lanes = new Lanes();
  const connections = Array.from({ length: count }, () => new CountedConnection());
  const send = (lane: number, isWrite: boolean, to: CountedConnection): void => {
    to.note();
    lanes.note(lane, isWrite, to.real);
  };
  /** The index of the connection that is wanted, or `any` or `busy`. */
  const wanted = (lane: number, isWrite: boolean): number | string => {
    const next = lanes.next(lane, isWrite);
    if (next === undefined) return 'any';
    return next === BUSY ? 'busy' : connections.findIndex(({ real }) => real === next);
  };
  return { lanes, connections, send, wanted };
}

test('a write follows what is unfinished, a read only a write', () => {
  const { connections, send, wanted } = world(2);
  const [a, b] = connections as [CountedConnection, CountedConnection];
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE)], ['any', 'any']);
  send(7, READ, a);
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE)], ['any', 0]);
  send(7, WRITE, a);
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE), wanted(8, WRITE)], [0, 0, 'any']);
  send(7, READ, a);
  // The read and the write are done, the last read is not.
  a.answer(2);
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE)], ['any', 0]);
  send(7, READ, b);
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE)], ['any', 'busy']);
  a.answer();
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE)], ['any', 1]);
  b.answer();
  assert.deepStrictEqual([wanted(7, READ), wanted(7, WRITE)], ['any', 'any']);
});

test('the reads of a lane are on a few connections at most', () => {
  const { connections, send, wanted } = world(5);
  for (const connection of connections.slice(0, 4)) {
    assert.strictEqual(wanted(0, READ), 'any');
    send(0, READ, connection);
  }
  assert.strictEqual(wanted(0, READ), 0);
  (connections[2] as CountedConnection).answer();
  assert.strictEqual(wanted(0, READ), 'any');
});

test('nobody follows a request on a connection that owes replies or is forgotten', () => {
  const { lanes, connections, send, wanted } = world(2);
  const [a, b] = connections as [CountedConnection, CountedConnection];
  send(LANES - 1, WRITE, a);
  a.owes = true;
  assert.deepStrictEqual([wanted(LANES - 1, READ), wanted(LANES - 1, WRITE)], ['any', 'any']);
  send(LANES - 1, WRITE, b);
  lanes.forget(b.real);
  assert.deepStrictEqual([wanted(LANES - 1, READ), wanted(LANES - 1, WRITE)], ['any', 'any']);
});

test('a connection is not taken for one that is gone', () => {
  const { lanes, connections, send, wanted } = world(3);
  const [a, b, c] = connections as [CountedConnection, CountedConnection, CountedConnection];
  for (const lane of [0, 1, LANES - 1]) send(lane, WRITE, a);
  send(1, READ, b);
  lanes.forget(a.real);
  for (let i = 0; i < 9; i++) send(2, WRITE, c);
  assert.deepStrictEqual([wanted(0, WRITE), wanted(1, WRITE), wanted(LANES - 1, WRITE)], ['any', 1, 'any']);
  send(0, WRITE, a);
  assert.deepStrictEqual([wanted(0, WRITE), wanted(2, WRITE)], [0, 2]);
});

test('with its slot, a write that is done is forgotten: nobody follows a read that took its place', () => {
  const { connections, send, wanted } = world(3);
  const [a, b, c] = connections as [CountedConnection, CountedConnection, CountedConnection];
  send(6, WRITE, a);
  send(6, READ, b);
  a.answer();
  send(6, READ, c);
  assert.strictEqual(wanted(6, READ), 'any');
  assert.strictEqual(wanted(6, WRITE), 'busy');
});

test('a request is done however many were sent after it', () => {
  for (const later of [1, 300, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 300]) {
    const { connections, send, wanted } = world(2);
    const [a, b] = connections as [CountedConnection, CountedConnection];
    send(3, READ, a);
    send(3, READ, b);
    for (const connection of connections) {
      connection.answer();
      connection.sent = (connection.sent + later) >>> 0;
      connection.unanswered = 1;
    }
    assert.deepStrictEqual([wanted(3, READ), wanted(3, WRITE)], ['any', 'any']);
  }
});

test('the counts may wrap between two requests of a lane', () => {
  const { connections, send, wanted } = world(1);
  const [a] = connections as [CountedConnection];
  a.sent = 2 ** 32 - 2;
  for (let i = 0; i < 4; i++) send(5, WRITE, a);
  a.answer(3);
  assert.strictEqual(wanted(5, WRITE), 0);
  a.answer();
  assert.strictEqual(wanted(5, WRITE), 'any');
});

test('a lane is hot for as many questions as it was heated for, and parked as long as one is', () => {
  const { lanes } = world(0);
  lanes.heat(9);
  const hot = Array.from({ length: 400 }, () => lanes.isHot(9)).filter(Boolean).length;
  assert.deepStrictEqual([hot, lanes.isHot(10)], [255, false]);
  lanes.park(9);
  lanes.park(9);
  lanes.unpark(9);
  assert.deepStrictEqual([lanes.parked(9), lanes.parked(10)], [1, 0]);
});

// What a lane may say, told by one that remembers every request.
test('whatever is sent and answered, writes wait for all before them and reads for the last write', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed);
    const { connections, send, wanted } = world(6);
    const unfinished: { at: number; isWrite: boolean }[] = [];
    for (let step = 0; step < 3000; step++) {
      if (random.below(3) === 0) {
        const at = random.below(6);
        const index = unfinished.findIndex((each) => each.at === at);
        if (index === -1) continue;
        unfinished.splice(index, 1);
        (connections[at] as CountedConnection).answer();
        continue;
      }
      const isWrite = random.below(2) === 0;
      const next = wanted(1, isWrite);
      const on = new Set(unfinished.map(({ at }) => at));
      const lastWrite = unfinished.findLast((each) => each.isWrite)?.at;
      const told = `seed ${seed}, step ${step}`;
      if (isWrite) assert.strictEqual(next, on.size === 0 ? 'any' : on.size === 1 ? [...on][0] : 'busy', told);
      else if (lastWrite !== undefined) assert.strictEqual(next, lastWrite, told);
      else assert.strictEqual(next === 'any', on.size < 4, told);
      if (next === 'busy') continue;
      const at = typeof next === 'number' ? next : random.below(6);
      unfinished.push({ at, isWrite });
      send(1, isWrite, connections[at] as CountedConnection);
    }
  }
});
