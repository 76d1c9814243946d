// Proof "propagation": the owner publishes a changed map, and the very next command of each follower is routed by it.
// Followers send commands without a pause; each command's beginning and the map that routed it are noted, and so is the
// moment at which each publication was over, all by one clock. Then the nodes are asked whether they had to pass
// anything on, which they do with a command that comes to the wrong one.
import { startScript, until } from './lib/children.mjs';
import { goal, heading, ms, progress, spread, table } from './lib/report.mjs';
import { SegmentFile, segmentOf } from './lib/segment-file.mjs';

const NODES = 3;
const FOLLOWERS = 3;
const SEGMENT_KEY = 0x7e4d0004;
const TEND_INTERVAL_MS = 250;
/** Moved in each change: enough for some of the commands in a window to go to the wrong node by an older map. */
const PARTITIONS = 400;
const LIMIT_MS = 5000;
const HALF_LIMIT_MS = 3 * TEND_INTERVAL_MS;
/** Commands of each follower in a look at what the nodes pass on. */
const WINDOW_COMMANDS = 100;

export async function prove({ times, processes = FOLLOWERS, quick }) {
  const changes = times ?? (quick ? 8 : 100);
  const server = startScript(new URL('lib/server-process.mjs', import.meta.url), {
    nodes: NODES,
    migration: 'manual',
  });
  const children = [];
  const problems = [];
  let histories;
  try {
    const hosts = await server.ask({ what: 'hosts' });
    for (let index = 0; index <= processes; index++) {
      const settings = { hosts, key: SEGMENT_KEY, tendIntervalMs: TEND_INTERVAL_MS, sends: index > 0 };
      const child = startScript(new URL('lib/routed-process.mjs', import.meta.url), settings);
      children.push(child);
      const role = await child.ask({ what: 'role' });
      if (role !== (index === 0 ? 'owner' : 'follower')) throw new Error(`Process ${index} is ${role}`);
    }
    const segment = new SegmentFile(segmentOf(children[0].pid));
    for (let index = 0; index < changes; index++) {
      const { generation } = segment.current();
      await server.ask({ what: 'change', partitions: PARTITIONS });
      if (!(await until(() => segment.current().generation !== generation, LIMIT_MS))) {
        problems.push(`change ${index + 1} was not published`);
      }
      const passedOn = await passedOnBy(server, segment, children.slice(1));
      if (passedOn > 0) problems.push(`after change ${index + 1} was published, nodes passed ${passedOn} commands on`);
      if ((index + 1) % 10 === 0) progress(`${index + 1} changes`);
    }
    segment.close();
    histories = await Promise.all(children.map((child) => child.ask({ what: 'history' })));
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await server.stop();
  }
  report(histories[0].publications, histories.slice(1), changes, problems);
}

/** How many commands nodes passed on although the followers had the newest map. */
async function passedOnBy(server, segment, followers) {
  for (;;) {
    const { generation } = segment.current();
    await complete(followers, 2);
    const before = await server.ask({ what: 'passedOn' });
    await complete(followers, WINDOW_COMMANDS);
    const passedOn = (await server.ask({ what: 'passedOn' })) - before;
    // A round of tending during which the nodes changed their maps knows half of it; the next one knows the rest.
    const isHalf = passedOn > 0 && (await until(() => segment.current().generation !== generation, HALF_LIMIT_MS));
    if (!isHalf) return passedOn;
  }
}

/** Resolves when each follower has completed that many more commands. */
async function complete(followers, commands) {
  const counts = await Promise.all(followers.map((child) => child.ask({ what: 'completed' })));
  for (const [index, child] of followers.entries()) {
    await until(async () => (await child.ask({ what: 'completed' })) >= counts[index] + commands, LIMIT_MS);
  }
}

function report(publications, followers, changes, problems) {
  const late = [];
  const delays = [];
  let commands = 0;
  for (const [follower, { routes }] of followers.entries()) {
    const numbers = numbersOf(routes, publications);
    for (const [at, route] of routes.entries()) {
      commands += route.commands;
      const next = publications[numbers[at] + 1];
      if (numbers[at] === -1) late.push(`follower ${follower + 1} was routed by a map that nobody published`);
      else if (next !== undefined && route.lastMs > next.atMs) {
        late.push(`follower ${follower + 1}: a command by the map before, ${ms(route.lastMs - next.atMs)} ms too late`);
      }
      // The first map is the one that it found when it came.
      const published = publications[numbers[at]];
      if (at > 0 && published !== undefined) delays.push(Math.max(0, route.firstMs - published.atMs));
    }
  }
  const failed = followers.reduce((sum, follower) => sum + follower.failed, 0);
  heading(`A changed map reaches ${followers.length} followers, ${changes} changes`);
  const { min, median, p99, max } = spread(delays);
  table(
    ['', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [
      [
        `published until a follower began a command by the new map, ${delays.length} times`,
        ...[min, median, p99, max].map((value) => value.toFixed(3)),
      ],
    ],
  );
  goal(
    `${late.length} of ${commands} commands that began after a publication were routed by an older map`,
    late.length === 0 && delays.length >= changes * followers.length,
    [...late.slice(0, 10), `${delays.length} maps adopted`],
  );
  goal(
    'with the newest map in all followers, no node had to pass a command on',
    problems.length === 0,
    problems.slice(0, 10),
  );
  goal(
    `${failed} of ${commands} commands failed`,
    failed === 0,
    followers.flatMap(({ failures }) => failures),
  );
}

/** Which publication each map is, in their order: a map may come back. -1: none. */
function numbersOf(routes, publications) {
  let last = -1;
  return routes.map(({ map }) => {
    const found = publications.findIndex((publication, index) => index > last && publication.map === map);
    if (found !== -1) last = found;
    return found;
  });
}
