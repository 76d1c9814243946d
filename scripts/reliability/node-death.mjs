// Proof "node-death": a node of a cluster with two copies of each partition dies while processes that share memory send
// commands at a fixed rate. No read fails, each process writes to the new masters before two tend intervals are over, and
// no socket stays behind, however often nodes come and go.
import { startScript } from './lib/children.mjs';
import { DeathRun } from './lib/death-run.mjs';
import { goal, heading, ms, progress, spreadCells, table } from './lib/report.mjs';

const PROCESSES = 2;
const PER_SECOND = 20_000;
// A busy machine must not fail a quick run: less load, more patience, and no verdict on what the machine can do.
const QUICK_PER_SECOND = 4000;
const QUICK_TIMEOUT_MS = 10_000;
/** The client's default. */
const TEND_INTERVAL_MS = 1000;
const GOAL_MS = 2 * TEND_INTERVAL_MS;
const QUICK_GOAL_MS = 10_000;
/** The share of the rate below which the run says nothing about it. */
const RATE_SHARE = 0.95;
/** How soon the other nodes notice, in turn: a real cluster needs its heartbeats to fail. */
const NOTICED_AFTER_MS = [0, 500];
const SEGMENT_KEY = 0x7e4d0003;

export async function prove({ times, processes = PROCESSES, rate, quick }) {
  const deaths = times ?? (quick ? 2 : 20);
  const calmMs = quick ? 200 : 1000;
  const perSecond = rate ?? (quick ? QUICK_PER_SECOND : PER_SECOND);
  const timeoutMs = quick ? QUICK_TIMEOUT_MS : undefined;
  const server = startScript(new URL('lib/server-process.mjs', import.meta.url), {
    nodes: DeathRun.NODES,
    noticesWhenTold: true,
  });
  const clients = [];
  try {
    const hosts = await server.ask({ what: 'hosts' });
    for (let index = 0; index < processes; index++) {
      const settings = { hosts, key: SEGMENT_KEY, perSecond: perSecond / processes, timeoutMs, fills: index === 0 };
      const client = startScript(new URL('lib/paced-process.mjs', import.meta.url), settings);
      clients.push(client);
      await client.ask({ what: 'role' });
    }
    const run = new DeathRun(server, clients, calmMs);
    await run.start();
    for (let index = 0; index < deaths; index++) {
      const noticeAfterMs = NOTICED_AFTER_MS[index % NOTICED_AFTER_MS.length];
      const death = await run.kill(index % DeathRun.NODES, noticeAfterMs);
      progress(`death ${index + 1}: ${describe(death)}`);
    }
    await run.end();
    report(run, { processes, deaths, perSecond, goalMs: quick ? QUICK_GOAL_MS : GOAL_MS, judgesRate: !quick });
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
    await server.stop();
  }
}

function report(run, { processes, deaths, perSecond, goalMs, judgesRate }) {
  const sentPerSecond = (run.sum('reads') + run.sum('writes')) / (run.wallMs / 1000);
  heading(`A node dies, ${processes} client processes, ${perSecond} commands per second in total`);
  table(
    ['', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [
      ...NOTICED_AFTER_MS.map((noticeAfterMs) => cellsOf(run, noticeAfterMs)).filter((cells) => cells !== undefined),
      [
        'death until each process has closed its last socket to the node',
        ...spreadCells(run.deaths.flatMap((death) => death.unconnectedMs)),
      ],
      ['slowest read of each process around a death', ...spreadCells(run.deaths.flatMap((death) => death.slowestMs))],
      ['longest event loop delay of each process', ...spreadCells(run.deaths.flatMap((death) => death.delayMs))],
      ['the same, of the process of the servers', ...spreadCells(run.deaths.map((death) => death.serverDelayMs))],
    ],
  );
  table(
    ['commands', 'sent', 'succeeded', 'failed for certain', 'in doubt'],
    [
      ['reads', run.sum('reads'), run.sum('reads') - run.sum('failedReads'), run.sum('failedReads'), ''],
      [
        'writes, not retried',
        run.sum('writes'),
        run.sum('writes') - run.sum('failedWrites'),
        run.sum('failedWrites') - run.sum('inDoubt'),
        run.sum('inDoubt'),
      ],
    ],
  );
  const failures = {};
  for (const { readFailures } of run.totals) {
    for (const [text, count] of Object.entries(readFailures)) failures[text] = (failures[text] ?? 0) + count;
  }
  goal(
    `${run.sum('failedReads')} of ${run.sum('reads')} reads failed`,
    run.sum('failedReads') === 0 && run.sum('reads') > 0,
    Object.entries(failures).map(([text, count]) => `${count} times ${text}`),
  );
  const late = run.deaths.filter(({ successMs }) => successMs.some((tookMs) => tookMs > goalMs));
  goal(
    `${deaths - late.length} of ${deaths} times each process wrote to a new master within ${goalMs} ms of the death`,
    late.length === 0,
    late.map(describe),
  );
  goal(
    `no socket to the dead node is left ${goalMs} ms after it has died, each time`,
    run.deaths.every(({ unconnectedMs }) => unconnectedMs.every((tookMs) => tookMs <= goalMs)),
  );
  goal(
    `after ${deaths} deaths the processes have no more files open than before`,
    run.leaks.every((more) => more <= 0),
    [`files more, besides what pools and roles need: ${run.leaks.join(', ')}`],
  );
  const rateText = `${Math.round(sentPerSecond)} commands per second of ${perSecond}, ${run.sum('left')} left out`;
  if (judgesRate) goal(rateText, sentPerSecond >= RATE_SHARE * perSecond);
  else progress(rateText);
}

/** Row of the deaths that were noticed after that long; undefined without any. */
function cellsOf(run, noticeAfterMs) {
  const those = run.deaths.filter((death) => death.noticeAfterMs === noticeAfterMs);
  if (those.length === 0) return undefined;
  const when = noticeAfterMs === 0 ? 'at once' : `after ${noticeAfterMs} ms`;
  return [
    `death, noticed by the other nodes ${when}, until each process has written to a new master, ${those.length} times`,
    ...spreadCells(those.flatMap(({ successMs }) => successMs)),
  ];
}

const list = (values) => values.map(ms).join(', ');
const describe = ({ noticeAfterMs, successMs, slowestMs, delayMs, serverDelayMs }) =>
  `noticed after ${noticeAfterMs} ms, new master after ${list(successMs)} ms; slowest reads ${list(slowestMs)}, ` +
  `event loops ${list(delayMs)}, servers' ${ms(serverDelayMs)}`;
