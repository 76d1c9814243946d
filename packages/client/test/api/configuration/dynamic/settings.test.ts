import { deepStrictEqual, match, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from '../../../../src/api/configuration/dynamic/settings.ts';

// Names, values and what a section is applied to: as_config_file.c of the C client, on which `aerospike` stands.
test('sections become policies, those of the file named as several here', () => {
  const { policies, config, metrics, enablesMetrics, intervalMs, remarks } = parseSettings(`
version: 1.0.0
static:
  client: { config_interval: 2000, async_max_connections_per_node: 50, max_connections_per_node: 9 }
dynamic:
  client: { app_id: shop, max_error_rate: 5, rack_ids: [2, 1], tend_interval: 500, use_service_alternative: true }
  read: { total_timeout: 100, replica: PREFER_RACK, read_mode_sc: LINEARIZE, read_mode_ap: ALL }
  write: { send_key: true, durable_delete: true, max_retries: 1, replica: MASTER_PROLES }
  query: { expected_duration: LONG_RELAX_AP, info_timeout: 7, record_queue_size: 10 }
  scan: { socket_timeout: 9, concurrent_nodes: true }
  batch_read: { max_concurrent_threads: 1, allow_inline_ssd: true }
  batch_write: { send_key: false, total_timeout: 77, max_concurrent_threads: 0 }
  batch_udf: { durable_delete: true }
  batch_delete: { send_key: true }
  metrics: { enable: true, latency_columns: 5, latency_shift: 3, labels: { region: eu, shard: 7 } }
`);
  const write = { key: 1, durableDelete: true, maxRetries: 1, replica: 1 };
  deepStrictEqual(policies, {
    read: { totalTimeout: 100, replica: 3, readModeSC: 1, readModeAP: 1 },
    operate: { readModeSC: 1, readModeAP: 1, ...write },
    write,
    remove: write,
    apply: write,
    query: { expectedDuration: 2, infoTimeout: 7 },
    scan: { socketTimeout: 9 },
    batch: { concurrent: false, allowInlineSSD: true },
    batchParentWrite: { totalTimeout: 77, concurrent: true },
    batchWrite: { key: 0 },
    batchApply: { durableDelete: true },
    batchRemove: { key: 1 },
  });
  deepStrictEqual(config, {
    maxConnsPerNode: 50,
    ...{ appId: 'shop', maxErrorRate: 5, rackIds: [2, 1], tenderInterval: 500, useAlternateAccessAddress: true },
  });
  deepStrictEqual(metrics, { latencyColumns: 5, latencyShift: 3, labels: { region: 'eu', shard: '7' } });
  deepStrictEqual([enablesMetrics, intervalMs, remarks], [true, 2000, []]);
});

test('a name that stands twice counts the second time', () => {
  const { policies } = parseSettings('dynamic:\n  write:\n    max_retries: 1\n    max_retries: 2\n');
  strictEqual(policies.write?.maxRetries, 2);
});

test('another version and unknown names are remarks', () => {
  const source = 'version: 2.0.0\nmetadata: {}\nextra: 1\ndynamic: { red: {}, read: { total_timeuot: 5 } }\n';
  deepStrictEqual(parseSettings(source).remarks, [
    'version is 2.0.0, not 1.0.0',
    'extra is not known',
    'dynamic.red is not known',
    'dynamic.read.total_timeuot is not known',
  ]);
});

test('what is wrong anywhere makes all of it invalid, and is named', () => {
  for (const [source, message] of [
    ['', /^the file should have names with values, and is empty$/],
    ['text', /^the file should have names/],
    ['dynamic:\n', /^dynamic should have names with values, and is empty$/],
    ['dynamic:\n  write:\n', /^dynamic\.write should have names/],
    ['dynamic:\n  write:\n    send_ke', /dynamic\.write should have names with values, and is "send_ke"/],
    [
      'dynamic: { read: { total_timeout: -1 } }',
      /^dynamic\.read\.total_timeout should be a whole number .*, and is -1$/,
    ],
    [
      'dynamic: { read: { replica: NEAREST } }',
      /should be one of MASTER, SEQUENCE, PREFER_RACK, RANDOM, MASTER_PROLES/,
    ],
    ['dynamic: { read: { timeout_delay: 5 } }', /should be 0 or at least 1000/],
    ['dynamic: { write: { send_key: 1 } }', /should be true or false/],
    ['dynamic: { client: { rack_ids: [a] } }', /should be a list of whole numbers/],
    ['dynamic: { client: { tend_interval: 100 } }', /should be a whole number from 250/],
    ['dynamic: { metrics: { labels: [1] } }', /should be names with texts/],
    ['a: &x 1\nb: *x\n', /alias/i],
    ['{', /./],
  ] as const) {
    throws(
      () => parseSettings(source),
      (error: Error) => {
        match(error.message, message);
        return true;
      },
      source,
    );
  }
});
