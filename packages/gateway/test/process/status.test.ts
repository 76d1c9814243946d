// The status report of real processes: each worker answers for all, before, while and after things go wrong.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SegmentReport, Stats } from 'tendril';
import type { WorkerView } from '../../src/process/messages.ts';
import { CLIENT_ROOT, PATIENCE_MS, startGateway } from './gateway-process.ts';

interface Status {
  readonly status: string;
  readonly worker: WorkerView;
  readonly workers: readonly WorkerView[];
  readonly nodes: Stats['nodes'];
  readonly cluster: Stats['cluster'] | null;
  readonly segment: SegmentReport | null;
}

const skip = !existsSync('/dev/shm') && 'no shared memory here';

/** On a connection of its own, so that the workers take turns. */
async function ask(url: string): Promise<{ code: number; report: Status }> {
  const response = await fetch(`${url}/status`, { headers: { connection: 'close' } });
  return { code: response.status, report: (await response.json()) as Status };
}

/** The first report that the condition holds for. A request that a dying worker takes with it is asked again. */
async function until(url: string, holds: (report: Status) => boolean): Promise<Status> {
  const giveUp = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask(url).catch((error: unknown) => String(error));
    if (typeof answer !== 'string' && holds(answer.report)) return answer.report;
    if (performance.now() > giveUp) assert.fail(JSON.stringify(answer, null, 2));
  }
}

const isComplete = ({ workers }: Status): boolean =>
  workers.length === 2 && workers.every(({ listening, connected }) => listening && connected);

test('every worker answers for all of them, and a death shows', { skip }, async (t) => {
  const { url, workers } = await startGateway(t, ['--workers', '2']);
  for (const pid of workers) {
    const report = await until(url, (one) => one.worker.pid === pid && isComplete(one));
    assert.strictEqual(report.status, 'ok');
    assert.deepStrictEqual(
      report.workers.map((worker) => worker.pid),
      workers,
    );
    assert.deepStrictEqual(report.workers.map(({ role }) => role).sort(), ['follower', 'owner']);
    const { segment, cluster, nodes } = report;
    assert.deepStrictEqual(
      segment?.members.filter(({ pid: member }) => workers.includes(member)).sort((a, b) => a.pid - b.pid),
      report.workers
        .map((worker) => ({ pid: worker.pid, role: worker.role }))
        .sort((a, b) => Number(a.pid) - Number(b.pid)),
    );
    assert.strictEqual(segment?.ownerPid, report.workers.find(({ role }) => role === 'owner')?.pid);
    assert.deepStrictEqual(segment?.nodes[0]?.partitions, { test: { master: 4096, replica: 0 } });
    assert.deepStrictEqual(cluster?.nodeDetails[0]?.partitions, { test: { master: 4096, replica: 0 } });
    assert.strictEqual(cluster?.role, report.worker.role);
    assert.strictEqual(nodes[0]?.name, segment?.nodes[0]?.name);
  }

  const { segment: before } = (await ask(url)).report;
  process.kill(before?.ownerPid as number, 'SIGKILL');
  const survivor = workers.find((pid) => pid !== before?.ownerPid);
  const after = await until(
    url,
    ({ segment, workers: all }) =>
      segment?.ownerPid === survivor && all.every(({ pid }) => pid !== null && pid !== before?.ownerPid),
  );
  assert.strictEqual(after.segment?.takeovers, (before?.takeovers ?? 0) + 1);
  assert.strictEqual(Number(after.segment?.epoch) > Number(before?.epoch), true);
});

test('where memory cannot be shared, each worker tells of itself and of the others', async (t) => {
  const preload = join(CLIENT_ROOT, 'dist', 'test', 'integration', 'preload-no-koffi.js');
  const { url, workers } = await startGateway(t, ['--workers', '2'], { NODE_OPTIONS: `--require ${preload}` });
  const report = await until(url, isComplete);
  assert.deepStrictEqual(
    report.workers.map(({ pid, role }) => [pid, role]),
    workers.map((pid) => [pid, 'private']),
  );
  assert.strictEqual(report.segment, null);
  assert.strictEqual(report.cluster?.nodes, 1);
});

test('a database that was never reached is a 503 with the reason; the path can be moved', async (t) => {
  const args = ['--workers', '1', '--hosts', '127.0.0.1:1', '--status-path', '/-/status', '--log-level', 'silent'];
  const { program, url } = await startGateway(t, args);
  assert.match(program.stdout, new RegExp(`^ {2}status {4}${url}/-/status$`, 'm'));
  const response = await fetch(`${url}/-/status`);
  const { status, worker, cluster, segment } = (await response.json()) as Status;
  assert.deepStrictEqual([response.status, status, worker.connected], [503, 'unavailable', false]);
  assert.match(String(worker.error), /127\.0\.0\.1:1/);
  assert.deepStrictEqual([cluster, segment], [null, null]);
  assert.strictEqual((await fetch(`${url}/status`)).headers.get('content-type'), 'application/problem+json');
});
