// The tend machine by itself: one test per row of the table in docs/tend.md, no network and no clock.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, snapshotOf, transition } from '../../src/cluster/tend-state.ts';
import type { FoundNode, TendEffect, TendEvent, TendState } from '../../src/cluster/tend-types.ts';
import type { PeersReply } from '../../src/topology/peers-text.ts';
import { parseReplicas } from '../../src/topology/replicas-text.ts';

const ALL = `${'/'.repeat(682)}8=`;
const NONE = `${'A'.repeat(683)}=`;

function peers(generation: string, ...names: string[]): PeersReply {
  return { generation, peers: names.map((name) => ({ name, hosts: [hostOf(name)] })) };
}

function hostOf(name: string): { host: string; port: number } {
  return { host: `10.0.0.${Number.parseInt(name.slice(1), 16)}`, port: 3000 };
}

function found(candidate: number, name: string, reply: PeersReply): FoundNode {
  const address = hostOf(name);
  return { candidate, name, address, addresses: [address], build: '8.1.0.1', clusterName: 'c', peers: reply };
}

/** Feeds events; effects of all of them in order. */
function run(state: TendState, ...events: TendEvent[]): { state: TendState; effects: TendEffect[] } {
  const effects: TendEffect[] = [];
  let current = state;
  for (const event of events) {
    const next = transition(current, event);
    current = next.state;
    effects.push(...next.effects);
  }
  return { state: current, effects };
}

function refreshed(
  state: TendState,
  node: string,
  generations: [string, string] = ['1', '1'],
  { name = node, reconnected = false } = {},
): TendEvent {
  const [peersGeneration, partitionGeneration] = generations;
  const reply = { name, peersGeneration, partitionGeneration, rebalanceGeneration: undefined };
  return { type: 'refreshed', round: state.round, node, reply, reconnected };
}

function mapsRead(state: TendState, node: string, text: string, generation = '1'): TendEvent {
  return { type: 'mapsRead', round: state.round, node, reply: { map: { generation, replicas: parseReplicas(text) } } };
}

/** Two nodes, maps read, idle. */
function settled(): TendState {
  let { state } = run(initialState({ rackAware: false }), { type: 'roundDue' });
  const round = state.round;
  state = run(
    state,
    { type: 'seedFound', round, found: found(1, 'B1', peers('1', 'B2')) },
    { type: 'peerFound', round, peer: 'B2', found: found(2, 'B2', peers('1', 'B1')) },
  ).state;
  return run(state, mapsRead(state, 'B1', `test:0,1,${ALL}`), mapsRead(state, 'B2', `test:0,1,${NONE}`)).state;
}

function due(state: TendState): TendState {
  return transition(state, { type: 'roundDue' }).state;
}

const types = (effects: readonly TendEffect[]): string[] =>
  effects.map((effect) => ('node' in effect ? `${effect.type} ${effect.node}` : effect.type));

test('idle without nodes: a round looks for a seed', () => {
  const { state, effects } = run(initialState({ rackAware: false }), { type: 'roundDue' });
  assert.deepStrictEqual([state.phase, types(effects)], ['seeding', ['findSeed']]);
});

test('seeding: no seed ends the round with nothing', () => {
  const state = due(initialState({ rackAware: false }));
  const next = run(state, { type: 'seedsFailed', round: 1 });
  assert.deepStrictEqual([next.state.phase, next.effects], ['idle', [{ type: 'roundDone', reachable: 0 }]]);
});

test('seeding: a seed is adopted, its peers are looked for, then all maps are read, then it is published', () => {
  const state = due(initialState({ rackAware: false }));
  const seed = run(state, { type: 'seedFound', round: 1, found: found(1, 'B1', peers('1', 'B2')) });
  assert.deepStrictEqual([seed.state.phase, types(seed.effects)], ['joining', ['adopt B1', 'findPeer']]);
  const peer = run(seed.state, { type: 'peerFound', round: 1, peer: 'B2', found: found(2, 'B2', peers('1', 'B1')) });
  assert.deepStrictEqual([peer.state.phase, types(peer.effects)], ['maps', ['adopt B2', 'readMaps B1', 'readMaps B2']]);
  const one = run(peer.state, mapsRead(state, 'B1', `test:0,1,${ALL}`));
  assert.deepStrictEqual([one.state.phase, one.effects], ['maps', []]);
  const two = run(one.state, mapsRead(state, 'B2', `test:0,1,${NONE}`));
  assert.deepStrictEqual([two.state.phase, types(two.effects)], ['idle', ['publish', 'roundDone']]);
  assert.strictEqual(snapshotOf(two.state).namespaces.get('test')?.owner(0, 0), 0);
});

test('refreshing: nothing changed ends the round without a publication', () => {
  const state = due(settled());
  const next = run(state, refreshed(state, 'B1'), refreshed(state, 'B2'));
  assert.deepStrictEqual([next.state.phase, types(next.effects)], ['idle', ['roundDone']]);
});

test('refreshing: a new partition generation reads that node’s map only', () => {
  const state = due(settled());
  const next = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '2']));
  assert.deepStrictEqual([next.state.phase, types(next.effects)], ['maps', ['readMaps B2']]);
});

test('refreshing: a new peers generation reads the peers of every node that answered', () => {
  const state = due(settled());
  const next = run(state, refreshed(state, 'B1', ['2', '1']), refreshed(state, 'B2'));
  assert.deepStrictEqual([next.state.phase, types(next.effects)], ['peers', ['readPeers B1', 'readPeers B2']]);
});

test('refreshing: a failure reads the peers of the others, and the failing node leaves when nobody lists it', () => {
  const state = due(settled());
  const failing = run(state, refreshed(state, 'B1'), { type: 'refreshFailed', round: state.round, node: 'B2' });
  assert.deepStrictEqual(types(failing.effects), ['readPeers B1']);
  const gone = run(failing.state, { type: 'peersRead', round: state.round, node: 'B1', reply: peers('2') });
  assert.deepStrictEqual(types(gone.effects), ['dropNode B2', 'publish', 'roundDone']);
  assert.deepStrictEqual(
    gone.state.nodes.map((node) => node.info.name),
    ['B1'],
  );
});

test('refreshing: a node on a new connection is asked for everything, although no generation moved', () => {
  const state = due(settled());
  const { round } = state;
  const next = run(
    state,
    refreshed(state, 'B1', ['1', '1'], { reconnected: true }),
    refreshed(state, 'B2'),
    { type: 'peersRead', round, node: 'B1', reply: peers('1', 'B2') },
    { type: 'peersRead', round, node: 'B2', reply: peers('1', 'B1') },
    mapsRead(state, 'B1', `test:0,1,${NONE}`),
    mapsRead(state, 'B2', `test:0,1,${ALL}`),
  );
  assert.deepStrictEqual(types(next.effects), ['readPeers B1', 'readPeers B2', 'readMaps B1', 'roundDone']);
});

test('refreshing: a node that answers again is asked for everything, although no generation moved', () => {
  let state = due(settled());
  const { round } = state;
  state = run(
    state,
    refreshed(state, 'B1'),
    { type: 'refreshFailed', round, node: 'B2' },
    { type: 'peersRead', round, node: 'B1', reply: peers('1', 'B2') },
  ).state;
  state = due(state);
  const back = run(
    state,
    refreshed(state, 'B1'),
    refreshed(state, 'B2'),
    { type: 'peersRead', round: state.round, node: 'B1', reply: peers('1', 'B2') },
    { type: 'peersRead', round: state.round, node: 'B2', reply: peers('1', 'B1') },
  );
  assert.deepStrictEqual(types(back.effects), ['readPeers B1', 'readPeers B2', 'readMaps B2']);
});

test('peers: a failing node that a friend still lists stays, whatever its failures', () => {
  let state = settled();
  for (let i = 1; i <= 7; i++) {
    state = due(state);
    const { round } = state;
    state = run(
      state,
      refreshed(state, 'B1'),
      { type: 'refreshFailed', round, node: 'B2' },
      { type: 'peersRead', round, node: 'B1', reply: peers('1', 'B2') },
    ).state;
    assert.strictEqual(state.phase, 'idle');
    assert.deepStrictEqual([state.nodes[1]?.failures, state.nodes[1]?.info.active], [i, i < 5]);
  }
});

test('peers: a node that answers but is neither listed nor mapped leaves; a mapped one stays', () => {
  const state = due(settled());
  const { round } = state;
  const read = (node: string, reply: PeersReply): TendEvent => ({ type: 'peersRead', round, node, reply });
  const base = [refreshed(state, 'B1', ['2', '1']), refreshed(state, 'B2', ['2', '1'])];
  const next = run(state, ...base, read('B1', peers('2')), read('B2', peers('2')));
  assert.deepStrictEqual(
    next.state.nodes.map((node) => node.info.name),
    ['B1'],
  );
});

test('peers: unknown peers are looked for; one that fails is looked for again at the next tend', () => {
  let state = due(settled());
  const { round } = state;
  const next = run(
    state,
    refreshed(state, 'B1', ['2', '1']),
    refreshed(state, 'B2', ['2', '1']),
    { type: 'peersRead', round, node: 'B1', reply: peers('2', 'B2', 'B3') },
    { type: 'peersRead', round, node: 'B2', reply: peers('2', 'B1', 'B3') },
  );
  assert.deepStrictEqual([next.state.phase, next.state.awaiting], ['joining', new Set(['B3'])]);
  assert.deepStrictEqual(next.effects.at(-1), { type: 'findPeer', peer: { name: 'B3', hosts: [hostOf('B3')] } });
  state = run(next.state, { type: 'peerFailed', round, peer: 'B3' }).state;
  assert.strictEqual(state.phase, 'idle');
  state = due(state);
  const again = run(state, refreshed(state, 'B1', ['2', '1']), refreshed(state, 'B2', ['2', '1']));
  assert.deepStrictEqual(types(again.effects), ['readPeers B1', 'readPeers B2']);
});

test('peers: a peer without hosts is neither a friend nor looked for', () => {
  const state = due(settled());
  const { round } = state;
  const bare: PeersReply = {
    generation: '2',
    peers: [
      { name: 'B2', hosts: [] },
      { name: 'B4', hosts: [] },
    ],
  };
  const next = run(
    state,
    refreshed(state, 'B1'),
    { type: 'refreshFailed', round, node: 'B2' },
    { type: 'peersRead', round, node: 'B1', reply: bare },
  );
  assert.deepStrictEqual(types(next.effects), ['readPeers B1', 'dropNode B2', 'publish', 'roundDone']);
  assert.strictEqual(next.state.nodes[0]?.peersGeneration, '2');
});

test('refreshing: another name at the address removes the node and looks for seeds when nobody else answers', () => {
  const state = due(settled());
  const next = run(state, refreshed(state, 'B1', ['1', '1'], { name: 'BB' }), {
    type: 'refreshFailed',
    round: state.round,
    node: 'B2',
  });
  assert.deepStrictEqual([next.state.phase, types(next.effects)], ['seeding', ['findSeed']]);
  const done = run(next.state, { type: 'seedsFailed', round: state.round });
  assert.deepStrictEqual(
    done.state.nodes.map((node) => node.info.name),
    ['B2'],
  );
});

test('peers: a node that forgot its name for a moment is looked for again, though nobody’s list changes any more', () => {
  let state = due(settled());
  state = run(state, refreshed(state, 'B1', ['2', '1']), refreshed(state, 'B2', ['2', '1'], { name: 'BB' }), {
    type: 'peersRead',
    round: state.round,
    node: 'B1',
    reply: peers('2', 'B2'),
  }).state;
  assert.deepStrictEqual(
    state.nodes.map((node) => node.info.name),
    ['B1'],
  );
  state = due(state);
  const next = run(state, refreshed(state, 'B1', ['2', '1']), {
    type: 'peersRead',
    round: state.round,
    node: 'B1',
    reply: peers('2', 'B2'),
  });
  assert.deepStrictEqual(types(next.effects), ['readPeers B1', 'findPeer']);
});

test('seeding: nodes that fail stay for four rounds and leave in the fifth', () => {
  let state = settled();
  for (let i = 1; i <= 5; i++) {
    state = due(state);
    const { round } = state;
    const failures = ['B1', 'B2'].map((node): TendEvent => ({ type: 'refreshFailed', round, node }));
    state = run(state, ...failures, { type: 'seedsFailed', round }).state;
    assert.strictEqual(state.nodes.length, i < 5 ? 2 : 0);
  }
  assert.strictEqual(snapshotOf(state).namespaces.get('test')?.owner(0, 0), -1);
});

test('seeding: a failing node that is found again keeps its place in the tables', () => {
  const state = due(settled());
  const { round } = state;
  const lost = run(state, ...['B1', 'B2'].map((node): TendEvent => ({ type: 'refreshFailed', round, node }))).state;
  const moved = { ...found(9, 'B1', peers('3', 'B2')), address: { host: '10.9.9.9', port: 3000 } };
  const next = run(lost, { type: 'seedFound', round, found: moved });
  assert.deepStrictEqual(
    next.state.nodes.map((node) => [node.info.name, node.failures]),
    [
      ['B1', 0],
      ['B2', 1],
    ],
  );
  assert.strictEqual(snapshotOf(next.state).namespaces.get('test')?.owner(0, 0), 0);
  assert.strictEqual(snapshotOf(next.state).nodes[0]?.address.host, '10.9.9.9');
});

test('maps: an unbalanced node’s map is not applied and asked for again', () => {
  let state = due(settled());
  state = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '-1'])).state;
  state = run(state, mapsRead(state, 'B2', `test:0,1,${ALL}`, '-1')).state;
  assert.strictEqual(snapshotOf(state).namespaces.get('test')?.owner(0, 0), 0);
  state = due(state);
  const again = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '-1']));
  assert.deepStrictEqual(types(again.effects), ['readMaps B2']);
});

test('maps: the good namespaces of a partly unusable reply are applied, and the reply is asked for again', () => {
  let state = due(settled());
  state = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '2'])).state;
  const next = run(state, mapsRead(state, 'B2', `new:0,1,${ALL};test:0,1,broken`, '2'));
  assert.deepStrictEqual(types(next.effects), ['warn', 'publish', 'roundDone']);
  assert.strictEqual(snapshotOf(next.state).namespaces.get('new')?.owner(0, 0), 1);
  state = due(next.state);
  const again = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '2']));
  assert.deepStrictEqual(types(again.effects), ['readMaps B2']);
});

/** B1 owns everything by regime 7; B2 has that regime too, or another. */
function numbered(regime = 7): TendState {
  let state = due(settled());
  state = run(state, refreshed(state, 'B1', ['1', '2']), refreshed(state, 'B2', ['1', '2'])).state;
  return run(
    state,
    mapsRead(state, 'B1', `test:7,1,${ALL}`, '2'),
    mapsRead(state, 'B2', `test:${regime},1,${NONE}`, '2'),
  ).state;
}

/** A round in which B2 claims everything with that regime. */
function claim(before: TendState, regime: number, reconnected: boolean): TendState {
  const state = due(before);
  const { round } = state;
  const answers = run(
    state,
    refreshed(state, 'B1', ['1', '2']),
    refreshed(state, 'B2', ['1', '3'], { reconnected }),
    { type: 'peersRead', round, node: 'B1', reply: peers('1', 'B2') },
    { type: 'peersRead', round, node: 'B2', reply: peers('1', 'B1') },
    mapsRead(state, 'B2', `test:${regime},1,${ALL}`, '3'),
  ).state;
  assert.strictEqual(answers.phase, 'idle');
  return answers;
}

for (const [what, last, regime, reconnected, owner] of [
  ['an older regime is ignored', 6, 6, false, 0],
  ['an older regime is ignored, though it is newer than what that node said before', 5, 6, false, 0],
  ['an equal regime wins', 7, 7, false, 1],
  ['an older regime from a node that has started anew wins', 7, 1, true, 1],
  ['an older regime from a node that was wrong about its own wins', 7, 6, false, 1],
] as const) {
  test(`maps: ${what}`, () => {
    const table = snapshotOf(claim(numbered(last), regime, reconnected)).namespaces.get('test');
    assert.strictEqual(table?.owner(0, 0), owner);
    assert.strictEqual(table?.regimes[0], owner === 0 ? 7 : regime);
  });
}

test('a machine that begins with a known snapshot holds no regime of it against the nodes', () => {
  let state = due(initialState({ rackAware: false }, snapshotOf(numbered())));
  const { round } = state;
  state = run(
    state,
    refreshed(state, 'B1', ['1', '1'], { reconnected: true }),
    refreshed(state, 'B2', ['1', '1'], { reconnected: true }),
    { type: 'peersRead', round, node: 'B1', reply: peers('1', 'B2') },
    { type: 'peersRead', round, node: 'B2', reply: peers('1', 'B1') },
    mapsRead(state, 'B1', `test:1,1,${NONE}`),
    mapsRead(state, 'B2', `test:1,1,${ALL}`),
  ).state;
  assert.strictEqual(snapshotOf(state).namespaces.get('test')?.owner(0, 0), 1);
});

test('joining: a node that names another cluster than the nodes before it is reported', () => {
  const state = due(settled());
  const { round } = state;
  const lost = run(state, ...['B1', 'B2'].map((node): TendEvent => ({ type: 'refreshFailed', round, node }))).state;
  const other = { ...found(9, 'B9', peers('1')), clusterName: 'other' };
  const { effects } = run(lost, { type: 'seedFound', round, found: other });
  assert.deepStrictEqual(
    effects.filter((effect) => effect.type === 'warn').map(({ message }) => message),
    ['Node B9 belongs to cluster "other", the nodes before it to "c"'],
  );
});

test('maps: a displaced node is asked again at the next tend although its generation rests', () => {
  let state = due(settled());
  state = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '2'])).state;
  state = run(state, mapsRead(state, 'B2', `test:0,1,${ALL}`, '2')).state;
  state = due(state);
  const again = run(state, refreshed(state, 'B1'), refreshed(state, 'B2', ['1', '2']));
  assert.deepStrictEqual(types(again.effects), ['readMaps B1']);
});

test('a machine that begins with a known snapshot asks every node for everything once', () => {
  const known = snapshotOf(settled());
  let state = due(initialState({ rackAware: false }, known));
  assert.strictEqual(state.phase, 'refreshing');
  state = run(state, refreshed(state, 'B1'), refreshed(state, 'B2')).state;
  const { round } = state;
  const next = run(
    state,
    { type: 'peersRead', round, node: 'B1', reply: peers('1', 'B2') },
    { type: 'peersRead', round, node: 'B2', reply: peers('1', 'B1') },
  );
  assert.deepStrictEqual(types(next.effects), ['readMaps B1', 'readMaps B2']);
  const done = run(next.state, mapsRead(state, 'B1', `test:0,1,${ALL}`), mapsRead(state, 'B2', `test:0,1,${NONE}`));
  assert.deepStrictEqual(types(done.effects), ['roundDone']);
});

test('answers of an earlier round, a second answer and answers after the end change nothing', () => {
  const state = due(settled());
  const late = { ...refreshed(state, 'B1', ['9', '9']), round: state.round - 1 } as TendEvent;
  assert.strictEqual(transition(state, late).state, state);
  const once = run(state, refreshed(state, 'B1')).state;
  assert.strictEqual(transition(once, refreshed(state, 'B1', ['9', '9'])).state, once);
  const closed = transition(state, { type: 'closed' }).state;
  assert.strictEqual(transition(closed, refreshed(state, 'B2')).state, closed);
  assert.strictEqual(transition(closed, { type: 'roundDue' }).state, closed);
});

test('a round that is due while one runs is ignored', () => {
  const state = due(settled());
  assert.deepStrictEqual(transition(state, { type: 'roundDue' }), { state, effects: [] });
});

test('a candidate that arrives too late or is not needed is rejected', () => {
  const state = due(settled());
  const late = found(7, 'B7', peers('1'));
  const events: TendEvent[] = [
    { type: 'seedFound', round: state.round, found: late },
    { type: 'peerFound', round: state.round - 1, peer: 'B7', found: late },
  ];
  for (const event of events) {
    assert.deepStrictEqual(transition(state, event), { state, effects: [{ type: 'reject', candidate: 7 }] });
  }
});
