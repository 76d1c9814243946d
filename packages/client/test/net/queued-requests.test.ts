// Who waits for a connection, and in which order they get one. With whole pools: node-pool.test.ts and order.test.ts.

import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { Connects } from '../../src/net/connects.ts';
import { Leases } from '../../src/net/leases.ts';
import { MergePolicy } from '../../src/net/merge-policy.ts';
import { NetError } from '../../src/net/net-error.ts';
import { OpenConnections } from '../../src/net/open-connections.ts';
import { Placement } from '../../src/net/placement.ts';
import { PoolSize } from '../../src/net/pool-size.ts';
import { QueuedRequests } from '../../src/net/queued-requests.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { CountedConnection } from '../helpers/counted-connection.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { kindOf } from '../helpers/pool-bench.ts';
import { TestRequest, type TestRequestOptions } from '../helpers/test-request.ts';

function world(count: number, maxRequests = 100) {
  const open = new OpenConnections();
  const connects = new Connects([], 0, {} as never);
  const placement = new Placement(open, new MergePolicy({ commands: 0, requests: 0 }));
  const leases = new Leases(open, connects, new PoolSize(open, connects, 0, 10, 16));
  const deadlines = new DeadlineWheel(new FakeClock());
  const queued = new QueuedRequests(placement, open, leases, deadlines, maxRequests);
  const connections = Array.from({ length: count }, () => new CountedConnection());
  open.all.push(...connections.map(({ real }) => real));
  return { placement, leases, queued, connections: connections as [CountedConnection, CountedConnection] };
}

function request(text: string, options: TestRequestOptions = {}): TestRequest {
  return new TestRequest(infoFrame(text), options);
}

function texts({ requests }: CountedConnection): string {
  return requests.map((each) => textOf((each as TestRequest).frame)).join('');
}

test('those that wait are bounded together, and what they send is settled when they begin to', () => {
  const { queued } = world(0, 3);
  const first = request('a');
  queued.add(first);
  queued.park(request('b', { lane: 1 }));
  queued.addLease(request('c'));
  strictEqual(first.freezes, 1);
  const refused = { kind: 'queue-full', message: '3 commands wait for a connection already' };
  throws(() => queued.add(request('d')), refused);
  throws(() => queued.park(request('d', { lane: 1 })), refused);
  throws(() => queued.addLease(request('d')), refused);
  deepStrictEqual([queued.count, queued.waiting], [3, 1]);
});

test('a connection with room takes the oldest, and leaves their share to those that are connecting', () => {
  const { queued, connections } = world(1);
  const [a] = connections;
  for (const text of 'abcdefgh') queued.add(request(text));
  queued.serve(a.real, 1, 2);
  strictEqual(texts(a), 'abcd');
  queued.serve(a.real, 7, 2);
  strictEqual(texts(a), 'abcdef');
  a.room = 7;
  queued.serve(a.real, 0, 2);
  deepStrictEqual([texts(a), queued.waiting], ['abcdefg', 1]);
});

test('one whose lane is elsewhere goes there, or waits for it while the others go on', () => {
  const { placement, queued, connections } = world(2);
  const [a, b] = connections;
  placement.send(b.real, request('x', { lane: 1, isWrite: true }), false, false, 0);
  queued.add(request('y', { lane: 1, isWrite: true }));
  queued.add(request('z'));
  queued.serve(a.real, 0, 16);
  deepStrictEqual([texts(a), texts(b)], ['z', 'xy']);
  b.room = 2;
  for (const text of 'uvw') queued.add(request(text, { lane: text === 'v' ? 2 : 1, isWrite: true }));
  queued.serve(a.real, 0, 16);
  deepStrictEqual([texts(a), queued.count, queued.waiting], ['zv', 2, 0]);
  b.room = 10;
  queued.serveParked();
  deepStrictEqual([texts(b), queued.count], ['xyuw', 0]);
});

test('none of a lane overtakes one that waits longer', () => {
  const { placement, queued, connections } = world(1);
  const [a] = connections;
  placement.send(a.real, request('x', { lane: 1, isWrite: true }), false, false, 0);
  a.room = 1;
  const first = request('1', { lane: 1, isWrite: true });
  queued.park(first);
  queued.park(request('2', { lane: 1, isWrite: true }));
  a.room = 2;
  queued.serveParked();
  strictEqual(texts(a), 'x1');
  a.room = 9;
  queued.serveParked();
  strictEqual(texts(a), 'x12');
});

test('a read that could go waits behind the write of its lane that cannot', () => {
  const { placement, queued, connections } = world(2);
  const [a, b] = connections;
  for (const { real } of [a, b]) placement.send(real, request('r', { lane: 1 }), false, false, 0);
  queued.park(request('w', { lane: 1, isWrite: true }));
  queued.park(request('s', { lane: 1 }));
  queued.serveParked();
  deepStrictEqual([texts(a), texts(b), queued.count], ['r', 'r', 2]);
  a.answer();
  queued.serveParked();
  deepStrictEqual([texts(a), texts(b), queued.count], ['r', 'rws', 0]);
});

test('a lane of which several waited is hot: its next ones follow them', () => {
  const { placement, queued, connections } = world(1);
  const [a] = connections;
  const options = { lane: 1, isWrite: true, isMergeable: true };
  for (let i = 0; i < 8; i++) placement.send(a.real, request('x'), false, false, 0);
  for (const text of 'ab') queued.park(request(text, options));
  queued.serveParked();
  strictEqual(placement.next(request('c', options)), a.real);
});

test('one that gives up leaves, and with the last of a lane the lane is free', () => {
  const { placement, queued, connections } = world(1);
  const [a] = connections;
  const parked = request('p', { lane: 1, isWrite: true });
  const waiting = request('w');
  queued.park(parked);
  queued.add(waiting);
  queued.withdraw(parked);
  queued.withdraw(waiting);
  strictEqual(queued.count, 0);
  strictEqual(placement.next(request('q', { lane: 1, isWrite: true })), a.real);
});

test('after a look at all connections each gets what an even share of them is', () => {
  const { queued, connections } = world(2);
  for (const text of 'abcde') queued.add(request(text));
  queued.serveAll();
  deepStrictEqual([...connections.map(texts), queued.count], ['ace', 'bd', 0]);
});

test('a lease is dealt out first, to a connection that is free', () => {
  const { leases, queued, connections } = world(1);
  const [a] = connections;
  const leased: unknown[] = [];
  const free = Object.assign(a, {
    leasable: true,
    lease(each: TestRequest) {
      leased.push(textOf(each.frame));
      free.leasable = false;
      free.room = 0;
    },
  });
  queued.add(request('a'));
  queued.addLease(request('s'));
  queued.serve(a.real, 0, 16);
  deepStrictEqual([leased, texts(a), leases.queue.length, queued.waiting], [['s'], '', 0, 1]);
});

test('one that cannot be written is told, and the next one goes', () => {
  const { queued, connections } = world(1);
  const [a] = connections;
  const bad = request('bad');
  const { send } = a;
  a.send = (each, ...way) => {
    if (each === bad) throw new RangeError('too long');
    send.call(a, each, ...way);
  };
  queued.add(bad);
  queued.add(request('g'));
  queued.serve(a.real, 0, 16);
  deepStrictEqual([kindOf(bad.settled), texts(a)], ['encode', 'g']);
});

test('when none will be sent all are told, and their lanes are free', () => {
  const { placement, queued, connections } = world(1);
  const all = [request('a'), request('b', { lane: 1, isWrite: true }), request('c')] as const;
  queued.add(all[0]);
  queued.park(all[1]);
  queued.addLease(all[2]);
  queued.fail(new NetError('shutdown', 'The node left the cluster'));
  deepStrictEqual(
    all.map(({ settled }) => kindOf(settled)),
    ['shutdown', 'shutdown', 'shutdown'],
  );
  strictEqual(queued.count, 0);
  strictEqual(placement.next(request('d', { lane: 1, isWrite: true })), connections[0].real);
});
