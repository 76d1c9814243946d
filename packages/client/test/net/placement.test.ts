// Which connection a request takes. With whole pools and a server: order.test.ts and merged-commands.test.ts.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { BUSY } from '../../src/net/lanes.ts';
import { MergePolicy } from '../../src/net/merge-policy.ts';
import { OpenConnections } from '../../src/net/open-connections.ts';
import { Placement } from '../../src/net/placement.ts';
import { CountedConnection } from '../helpers/counted-connection.ts';
import { TestRequest, type TestRequestOptions } from '../helpers/test-request.ts';

const FRAME = Buffer.alloc(0);
const WRITE = { lane: 1, isWrite: true } as const;

function request(options: TestRequestOptions = {}): TestRequest {
  return new TestRequest(FRAME, options);
}

function world(count: number) {
  const open = new OpenConnections();
  const merging = new MergePolicy({ commands: 0, requests: 0 });
  const connections = Array.from({ length: count }, () => new CountedConnection());
  open.all.push(...connections.map(({ real }) => real));
  const placement = new Placement(open, merging);
  const put = (options: TestRequestOptions, to: CountedConnection): void =>
    placement.send(to.real, request(options), false, false, 0);
  /** The index of the place, or `busy` or `none`. */
  const placeOf = (options: TestRequestOptions, any?: CountedConnection): number | string => {
    const place = placement.next(request(options), any?.real);
    if (place === undefined) return 'none';
    return place === BUSY ? 'busy' : connections.findIndex(({ real }) => real === place);
  };
  return { placement, merging, open, connections, put, placeOf };
}

test('a request without a lane takes the connection with the fewest', () => {
  const { placement, connections, put, placeOf } = world(3);
  const [a, , c] = connections as [CountedConnection, CountedConnection, CountedConnection];
  put({}, a);
  strictEqual(placeOf({}), 1);
  strictEqual(placement.follows, false);
  strictEqual(placeOf({}, c), 2);
});

test('a request follows the write before it in its lane, wherever others would have it', () => {
  const { placement, connections, put, placeOf } = world(3);
  const [a, , c] = connections as [CountedConnection, CountedConnection, CountedConnection];
  put(WRITE, c);
  put({}, c);
  strictEqual(placeOf({ lane: 1 }, a), 2);
  strictEqual(placement.follows, true);
  strictEqual(placeOf({ lane: 2, isWrite: true }), 0);
  strictEqual(placement.follows, false);
});

test('a request waits while its place has no room, and while others of its lane wait', () => {
  const { placement, connections, put, placeOf } = world(2);
  const [a, b] = connections as [CountedConnection, CountedConnection];
  put(WRITE, a);
  a.room = 1;
  strictEqual(placeOf(WRITE), 'busy');
  a.room = 2;
  strictEqual(placeOf(WRITE), 0);
  placement.park(1);
  strictEqual(placeOf(WRITE), 'busy');
  // One that waits already is not in its own way.
  strictEqual(placement.nextOfParked(request(WRITE), false), a.real);
  placement.unpark(1);
  strictEqual(placeOf(WRITE), 0);
  b.room = 0;
  a.room = 1;
  strictEqual(placeOf({}), 'none');
});

test('a forgotten connection is nobody’s place', () => {
  const { placement, connections, put, placeOf } = world(2);
  const [a, b] = connections as [CountedConnection, CountedConnection];
  put(WRITE, b);
  placement.forget(b.real);
  strictEqual(placeOf(WRITE), 0);
  strictEqual(a.sent, 0);
});

test('of eight commands under way on, those that may gather where the first of them went', () => {
  const { placement, connections, put, open } = world(2);
  const [a, b] = connections as [CountedConnection, CountedConnection];
  const mergeable = (): TestRequest => request({ isMergeable: true });
  for (let i = 0; i < 3; i++) put({}, a);
  for (let i = 0; i < 4; i++) put({}, b);
  placement.send(a.real, mergeable(), false, true, 0);
  deepStrictEqual(a.ways.at(-1), { follows: false, merges: false, isFirst: true });
  strictEqual(open.commands, 8);
  // Equals: the oldest; from now on that gathers, however many others it has.
  strictEqual(placement.next(mergeable()), a.real);
  placement.send(a.real, mergeable(), false, true, 0);
  deepStrictEqual(a.ways.at(-1), { follows: false, merges: true, isFirst: true });
  a.gathers = true;
  for (let i = 0; i < 3; i++) put({}, a);
  strictEqual(placement.next(mergeable()), a.real);
  strictEqual(placement.next(request()), b.real);
  a.gathers = false;
  strictEqual(placement.next(mergeable()), b.real);
});

test('those that may share a request wait for others of their lane instead of following them, unless the lane is hot', () => {
  const { placement, connections, put } = world(2);
  const [a] = connections as [CountedConnection];
  for (let i = 0; i < 8; i++) put(WRITE, a);
  const next = (): unknown => placement.next(request({ ...WRITE, isMergeable: true }));
  strictEqual(next(), BUSY);
  strictEqual(placement.nextOfParked(request({ ...WRITE, isMergeable: true }), false), BUSY);
  strictEqual(placement.nextOfParked(request({ ...WRITE, isMergeable: true }), true), a.real);
  placement.heat(1);
  strictEqual(next(), a.real);
});

test('a request that has gathered its share of the commands under way leaves at once', () => {
  const { placement, connections, put } = world(2);
  const [a] = connections as [CountedConnection];
  for (let i = 0; i < 15; i++) put({}, a);
  a.gathered = 7;
  placement.send(a.real, request({ isMergeable: true }), false, true, 0);
  strictEqual(a.flushes, 0);
  a.gathered = 9;
  placement.send(a.real, request({ isMergeable: true }), false, true, 0);
  strictEqual(a.flushes, 1);
});
