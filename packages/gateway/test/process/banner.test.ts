import assert from 'node:assert/strict';
import { test } from 'node:test';
import { banner, reachable } from '../../src/process/banner.ts';

const options = {
  host: '127.0.0.1',
  port: 0,
  workers: 2,
  hosts: undefined,
  user: undefined,
  passwordFile: undefined,
  namespace: 'test',
  set: 'demo',
  bodyLimitBytes: 1024,
  logLevel: 'warn',
  allowedHosts: [],
  allowedOrigins: [],
  statusPath: '/status',
  metricsPath: '/metrics',
  healthPath: '/healthz',
  readyPath: '/readyz',
};

test('names the address, the workers, the owner of the tend and three commands to try', () => {
  const text = banner({
    options,
    port: 8000,
    hosts: '127.0.0.1:4000',
    embeddedPid: 7,
    slots: [
      { slot: 1, pid: 11, listening: true, status: { connected: true, role: 'follower' } },
      { slot: 2, pid: 12, listening: true, status: { connected: true, role: 'owner' } },
    ],
  });
  assert.strictEqual(text.split('\n')[0], 'Tendril gateway at http://127.0.0.1:8000');
  assert.strictEqual(text.includes('2 of 2 up (processes 11, 12)'), true);
  assert.strictEqual(text.includes('process 12 (worker 2) tends the cluster'), true);
  assert.strictEqual(text.includes('  status    http://127.0.0.1:8000/status\n'), true);
  assert.strictEqual(text.split('\n').filter((line) => line.startsWith('  curl ')).length, 3);
});

test('says so when every worker tends for itself, when the database is away, when another gateway tends, and when the address is public', () => {
  const slot = { slot: 1, pid: 11, listening: true };
  const state = { options: { ...options, host: '0.0.0.0' }, port: 80, hosts: 'db:3000', embeddedPid: undefined };
  const alone = banner({ ...state, slots: [{ ...slot, status: { connected: true, role: 'private' } }] });
  assert.strictEqual(alone.includes('every worker for itself, shared memory is not available here'), true);
  assert.strictEqual(alone.includes('Anyone who reaches this address'), true);
  const followers = [{ ...slot, status: { connected: true, role: 'follower' as const } }];
  const beside = banner({ ...state, slots: followers });
  assert.strictEqual(beside.includes('a process outside of this gateway tends the cluster'), true);
  const guarded = banner({ ...state, options: { ...state.options, access: { file: 'who' } }, slots: [] });
  assert.strictEqual(guarded.includes('Anyone who reaches this address'), false);
  assert.match(guarded, /Passwords and tokens travel without TLS[\s\S]*curl -i -H 'Authorization: Bearer …' http/);
  const away = banner({ ...state, slots: [{ ...slot, status: { connected: false, role: undefined } }] });
  assert.strictEqual(away.includes('db:3000 (not reached yet, trying)'), true);
});

test('a wildcard address is printed as one that can be dialled', () => {
  assert.deepStrictEqual(['0.0.0.0', '::', '::1', 'localhost'].map(reachable), [
    '127.0.0.1',
    '[::1]',
    '[::1]',
    'localhost',
  ]);
});
