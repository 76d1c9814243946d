import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { MetricsListeners } from '../../../src/observe/metrics/listeners.ts';
import { checkMetricsTypes, metricsSettings } from '../../../src/observe/metrics/metrics-settings.ts';

test('without a policy metrics go to the working directory every 30 tends', () => {
  for (const none of [undefined, null, {}]) {
    deepStrictEqual(metricsSettings(none), {
      listeners: undefined,
      labels: {},
      reportDir: '.',
      maxReportBytes: 0,
      interval: 30,
      columns: 7,
      shift: 1,
    });
  }
});

test('impossible values are refused with the text of the vendor, and a cause that names them', () => {
  for (const [policy, cause] of [
    [{ interval: 'a' }, /^interval should be an integer from 1 to/],
    [{ interval: 0 }, /^interval/],
    [{ latencyColumns: 256 }, /^latencyColumns should be an integer from 1 to 255$/],
    [{ latencyColumns: 0 }, /^latencyColumns/],
    [{ latencyShift: -1 }, /^latencyShift/],
    [{ reportSizeLimit: 1.5 }, /^reportSizeLimit/],
    [{ reportDir: '' }, /^reportDir/],
    [{ reportDir: 10 }, /^reportDir/],
    [{ reportDir: 'a'.repeat(257) }, /^reportDir has 257 characters, the limit is 255$/],
    [{ labels: 'a' }, /^labels/],
    [{ labels: { size: 1 } }, /^label "size" should be text$/],
    [{ metricsListeners: 1 }, /^metricsListeners/],
    [{ metricsListeners: { enableListener() {} } }, /^metricsListeners has no snapshotListener and no/],
  ] as const) {
    throws(
      () => metricsSettings(policy),
      (error: unknown) => {
        const { code, message, cause: why } = error as AerospikeError;
        deepStrictEqual([code, message], [status.ERR_PARAM, 'Metrics policy parameter invalid']);
        strictEqual(cause.test((why as Error).message), true, (why as Error).message);
        return true;
      },
    );
  }
});

test('files of less than 1,000,000 bytes are refused', () => {
  throws(() => metricsSettings({ reportSizeLimit: 1000 }), {
    code: status.ERR_CLIENT,
    message: 'Metrics policy report_size_limit 1000 must be at least 1000000',
  });
  strictEqual(metricsSettings({ reportSizeLimit: 1_000_000 }).maxReportBytes, 1_000_000);
});

test('a listener that is no function is a TypeError; four that are none are no listeners', () => {
  const nothing = (): void => {};
  const all = { enableListener: nothing, snapshotListener: nothing, nodeCloseListener: nothing };
  const listeners = new MetricsListeners({ ...all, disableListener: 10 as never });
  throws(() => checkMetricsTypes({ metricsListeners: listeners }), TypeError('disableListener must be a function'));
  throws(() => checkMetricsTypes(10), TypeError('policy must be an object'));
  const none = new MetricsListeners({} as never);
  checkMetricsTypes({ metricsListeners: none });
  strictEqual(metricsSettings({ metricsListeners: none }).listeners, undefined);
});
