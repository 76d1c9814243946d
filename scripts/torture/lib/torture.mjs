// One run: three segments in one directory, each with its own sequence of faults, at the same time; then peace, in which
// everything has to come right; then the report.
import { readdirSync } from 'node:fs';
import { Random } from 'tendril-testing/random';
import { heading, ms, spread, spreadCells, table } from '../../reliability/lib/report.mjs';
import { FAULTS } from './faults.mjs';
import { Ground } from './ground.mjs';
import { Group, LEASE_MS } from './group.mjs';

/** Chance that some other process is stopped while a fault happens. */
const COMPANION = 0.2;
const EVENTS_SHOWN = 15;
/** Every single wait has its own limit; this one is against mistakes in the torture itself. */
const OVERTIME_S = 90;

/** Resolves with whether everything held. */
export async function torture({ seconds, seed, processes, directory, only, key }) {
  const faults = FAULTS.filter(([, { name }]) => only?.includes(name) ?? true);
  const ground = new Ground(directory);
  const record = new Record();
  const groups = groupsOf(ground, processes).map((settings) => new Group({ ...settings, ground, key }));
  const endMs = performance.now() + seconds * 1000;
  const watchdog = setTimeout(
    () => {
      groups[0].ledger.complain('the torture did not come to its end');
      report({ ground, groups, record, seconds, seed, problems: problemsOf(groups) });
      process.exit(1);
    },
    (seconds + OVERTIME_S) * 1000,
  );
  let left = [];
  try {
    const holds = () => groups.every(({ ledger }) => ledger.problems.length === 0);
    const isOver = () => performance.now() > endMs || !holds();
    await Promise.all(
      groups.map((group, index) =>
        maltreat({ group, ground, random: new Random(seed + index), faults, record, isOver }),
      ),
    );
    if (holds()) {
      await Promise.all(groups.map((group) => group.finish()));
      left = readdirSync(ground.directory);
    }
  } finally {
    for (const group of groups) await Promise.all(group.hosts.map((host) => host.kill()));
  }
  clearTimeout(watchdog);
  const problems = problemsOf(groups);
  const { median } = spread(record.durations.get('killed') ?? [0]);
  if (median > LEASE_MS / 2) {
    problems.push(`Killed owners were replaced after ${ms(median)} ms (median), as if nobody looked at their locks`);
  }
  if (left.length > 0) problems.push(`Left in ${ground.directory}: ${left.join(' ')}`);
  report({ ground, groups, record, seconds, seed, problems });
  ground.remove();
  return problems.length === 0;
}

const problemsOf = (groups) => groups.flatMap(({ ledger }) => ledger.problems);

/** The same identity twice, in two layouts of the segment, and another one. */
function groupsOf(ground, processes) {
  const [first, second, other] = ground.apps;
  const some = Array.from({ length: processes }, (_, index) => ({ kind: 'process', ...[first, second][index % 2] }));
  const apart = ground.canMakeNamespaces ? [{ kind: 'namespace', ...first }] : [];
  return [
    { identity: 'one', kinds: [...some, ...apart, { kind: 'threads', ...second }] },
    { identity: 'two', kinds: [first, second].map((app) => ({ kind: 'process', ...app })) },
    { identity: 'one', kinds: [other, other].map((app) => ({ kind: 'process', ...app })) },
  ];
}

/** What was done and seen, for the report. */
class Record {
  counts = new Map();
  durations = new Map();
  events = new Map();
  #startedMs = performance.now();

  count(name) {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  event(group, text) {
    const events = this.events.get(group) ?? [];
    events.push(`${((performance.now() - this.#startedMs) / 1000).toFixed(3)} s ${text}`);
    this.events.set(group, events.slice(-EVENTS_SHOWN));
  }

  note(what, durationMs) {
    if (durationMs === undefined) return;
    this.durations.set(what, [...(this.durations.get(what) ?? []), durationMs]);
  }
}

async function maltreat({ group, ground, random, faults, record, isOver }) {
  await Promise.all(group.kinds.map((kind) => group.joined(group.start(kind))));
  await group.settle();
  while (!isOver()) {
    const fault = random.weighted(faults);
    const [companion, choice] = [random.next(), random.next()];
    record.event(group, fault.name);
    if (companion < COMPANION) stopOne(group, choice, record);
    try {
      const note = (what, durationMs) => record.note(what, durationMs);
      const isDone = await fault.run({ group, ground, random, note });
      if (isDone !== false) record.count(fault.name);
      await group.settle();
    } catch (error) {
      // Another segment's fault has filled the file system.
      if (error.code !== 'ENOSPC') group.ledger.complain(`the torture itself failed: ${error.stack}`);
    }
  }
}

/** Some process that does not own is stopped until the group settles. */
function stopOne(group, choice, record) {
  const idle = group.hosts.filter((host) => host.isRunning && host !== group.owner?.host);
  const host = idle[Math.floor(choice * idle.length)];
  if (host === undefined || idle.length < 2) return;
  record.event(group, `${host.members[0].name} stopped meanwhile`);
  record.count('another stopped meanwhile');
  host.signal('SIGSTOP');
}

function report({ ground, groups, record, seconds, seed, problems }) {
  heading(`Torture, ${seconds} s, seed ${seed}`);
  for (const skipped of ground.skipped) console.log(`Skipped: ${skipped}.`);
  console.log('');
  table(
    ['fault', 'times'],
    [...record.counts].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  table(
    ['from the fault until another participant owns the segment', 'times', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [...record.durations].map(([what, values]) => [what, values.length, ...spreadCells(values)]),
  );
  table(
    ['segment', 'participants started', 'incarnations', 'epochs', 'snapshots', 'read'],
    groups.map(({ name, started, ledger }) => [
      name,
      started,
      ledger.incarnations,
      ledger.epochs,
      ledger.snapshots,
      ledger.sightings,
    ]),
  );
  const warnings = new Map();
  for (const group of groups) {
    for (const [what, times] of Object.entries(group.warnings)) warnings.set(what, (warnings.get(what) ?? 0) + times);
  }
  if (warnings.size > 0) table(['what participants said', 'times'], [...warnings]);
  console.log(problems.length === 0 ? 'No violation.' : `${problems.length} VIOLATIONS, --seed ${seed}:`);
  for (const problem of problems) console.log(`- ${problem}`);
  if (problems.length === 0) return;
  for (const group of groups) console.log(['', ...group.describe(), ...(record.events.get(group) ?? [])].join('\n'));
}
