import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { status } from '../../../src/model/status.ts';
import type { Cluster } from '../../../src/observe/metrics/listeners.ts';
import { metricsSettings } from '../../../src/observe/metrics/metrics-settings.ts';
import { ReportFile } from '../../../src/observe/metrics/report-file.ts';

const AT = new Date(2026, 0, 2, 3, 4, 5);

const CLUSTER: Cluster = {
  clusterName: 'blue',
  ...{ commandCount: 1, transactionCount: 1, delayQueueTimeoutCount: 0, invalidNodeCount: 0, retryCount: 0 },
  eventLoop: { processSize: 0, queueSize: 0 },
  nodes: [],
};

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-metrics-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

const linesOf = (folder: string, file: string): string[] => readFileSync(join(folder, file), 'utf8').split('\n');

test('two that begin in one second write beside one another', async (t) => {
  const reportDir = folderOf(t);
  const files = [1, 2].map(() => new ReportFile(metricsSettings({ reportDir }), () => AT));
  for (const file of files) await file.enable();
  for (const file of files) await file.disable(CLUSTER);
  const names = readdirSync(reportDir).sort();
  deepStrictEqual(names, ['metrics-20260102030405-1.log', 'metrics-20260102030405.log']);
  for (const name of names) {
    const [header, cluster, end, ...more] = linesOf(reportDir, name);
    match(header as string, /^2026-01-02 03:04:05 header\(2\) .*latency\(7,1\)/);
    match(
      cluster as string,
      /^2026-01-02 03:04:05 cluster\[blue,nodejs,[^,]+,,\[\],\d+,[1-9]\d*,0,1,0,0,\[\[0,0\]\],\[\]\]$/,
    );
    deepStrictEqual([end, more], ['', []]);
  }
});

test('a file that has reached its limit is followed by another one, header included', async (t) => {
  const reportDir = folderOf(t);
  const file = new ReportFile(metricsSettings({ reportDir, reportSizeLimit: 1_000_000 }), () => AT);
  await file.enable();
  await file.snapshot({ ...CLUSTER, clusterName: 'b'.repeat(1_000_000) });
  await file.disable(CLUSTER);
  const [first, second] = ['metrics-20260102030405.log', 'metrics-20260102030405-1.log'];
  deepStrictEqual(readdirSync(reportDir).sort(), [second, first]);
  strictEqual(linesOf(reportDir, first as string).length, 3);
  deepStrictEqual(
    linesOf(reportDir, second as string).map((line) => line.split(/[[ ]/)[2]),
    ['header(2)', 'cluster', undefined],
  );
});

test('a directory that is not there is told', async (t) => {
  const reportDir = join(folderOf(t), 'missing');
  const file = new ReportFile(metricsSettings({ reportDir }), () => AT);
  await rejects(file.enable(), { code: status.ERR_CLIENT, message: /^Failed to open file: .*missing/ });
});
