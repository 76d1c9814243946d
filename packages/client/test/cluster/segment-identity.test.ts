import { notStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { type SharingOptions, segmentIdentity } from '../../src/cluster/segment-identity.ts';

const options: SharingOptions = {
  seeds: [
    { host: 'db1', port: 3000 },
    { host: 'db2', port: 3000 },
  ],
  clusterName: 'prod',
  sharedMemoryKey: 7,
  useAlternateAccessAddress: false,
  rackAware: false,
  login: undefined,
};

test('the order of the seeds makes no difference', () => {
  strictEqual(segmentIdentity({ ...options, seeds: [...options.seeds].reverse() }), segmentIdentity(options));
});

const DIFFERENCES: { readonly [what: string]: Partial<SharingOptions> } = {
  'another seed': { seeds: [{ host: 'db1', port: 3000 }] },
  'another port': {
    seeds: [
      { host: 'db1', port: 3000 },
      { host: 'db2', port: 3001 },
    ],
  },
  'another TLS name': { seeds: [{ host: 'db1', port: 3000, tlsName: 'db' }, ...options.seeds.slice(1)] },
  'another cluster name': { clusterName: 'test' },
  'another key': { sharedMemoryKey: 8 },
  'alternate addresses': { useAlternateAccessAddress: true },
  'rack awareness': { rackAware: true },
  'a user': { login: { mode: 0, user: 'app' } },
  'another user': { login: { mode: 0, user: 'app2' } },
  'another way to log in': { login: { mode: 2, user: 'app' } },
};

for (const [what, difference] of Object.entries(DIFFERENCES)) {
  test(`clients with ${what} share nothing`, () => {
    notStrictEqual(segmentIdentity({ ...options, ...difference }), segmentIdentity(options));
  });
}

test('clients that encode snapshots differently share nothing', () => {
  notStrictEqual(segmentIdentity(options, 99), segmentIdentity(options));
});
