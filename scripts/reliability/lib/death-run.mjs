// Nodes of a cluster that die and come back, one after the other, while client processes send commands, and what those
// processes made of it: when each had a new master, kept no socket to the dead node, and how slow and busy it was.
import { until } from './children.mjs';
import { openFiles, socketsTo } from './open-files.mjs';

const WATCH_LIMIT_MS = 10_000;
const LEAK_LIMIT_MS = 2000;

export class DeathRun {
  static NODES = 3;
  deaths = [];
  totals = [];
  leaks = [];
  wallMs = 0;
  #server;
  #clients;
  #calmMs;
  #filesBefore;
  #startedAt = 0;

  constructor(server, clients, calmMs) {
    this.#server = server;
    this.#clients = clients;
    this.#calmMs = calmMs;
  }

  async start() {
    // Connections come with load: files are compared between two moments of rest after some.
    await this.#all({ what: 'start' });
    await pause(this.#calmMs);
    await this.#all({ what: 'rest' });
    this.#filesBefore = await this.#filesBesidePools();
    await this.#all({ what: 'counts' });
    this.#startedAt = performance.now();
    await this.#all({ what: 'start' });
    await pause(this.#calmMs);
  }

  async kill(node, noticeAfterMs) {
    const address = await this.#server.ask({ what: 'address', node });
    const port = Number(address.split(':')[1]);
    await this.#all({ what: 'watch', node: address });
    await this.#count();
    await this.#server.ask({ what: 'loopDelay' });
    const atMs = await this.#server.ask({ what: 'kill', node, noticeAfterMs });
    const [successMs, unconnectedMs] = await Promise.all([
      this.#each(async (client) => {
        const endedMs = await until(
          async () => (await client.ask({ what: 'successAfter', atMs })) ?? undefined,
          WATCH_LIMIT_MS,
        );
        return (endedMs ?? Number.POSITIVE_INFINITY) - atMs;
      }),
      this.#each((client) => closedAfter(port, client.pid)),
    ]);
    await pause(this.#calmMs / 2);
    const counts = await this.#count();
    const slowestMs = counts.map(({ slowestReadMs }) => slowestReadMs);
    const serverDelayMs = await this.#server.ask({ what: 'loopDelay' });
    const delayMs = counts.map(({ loopDelayMs }) => loopDelayMs);
    const death = { noticeAfterMs, successMs, unconnectedMs, slowestMs, delayMs, serverDelayMs };
    this.deaths.push(death);
    await this.#server.ask({ what: 'restart', node });
    const isWhole = async () => (await this.#all({ what: 'nodes' })).every((count) => count === DeathRun.NODES);
    if (!(await until(isWhole, WATCH_LIMIT_MS))) throw new Error('The restarted node is not seen by all processes');
    await pause(this.#calmMs / 2);
    return death;
  }

  async end() {
    await pause(this.#calmMs);
    await this.#all({ what: 'rest' });
    this.wallMs = performance.now() - this.#startedAt;
    await this.#count();
    // What is being closed at this moment is no leak.
    await until(async () => {
      const after = await this.#filesBesidePools();
      this.leaks = after.map((count, index) => count - this.#filesBefore[index]);
      return this.leaks.every((more) => more <= 0);
    }, LEAK_LIMIT_MS);
  }

  sum(name) {
    return this.totals.reduce((sum, counts) => sum + counts[name], 0);
  }

  async #count() {
    const counts = await this.#all({ what: 'counts' });
    this.totals.push(...counts);
    return counts;
  }

  /**
   * Open files of each process without the connections that its pools own up to, and without what its role needs: the
   * owner a connection to each node, a follower the lock file of the owner. A stalled owner may have lost its role.
   */
  async #filesBesidePools() {
    const connections = await this.#all({ what: 'connections' });
    const roles = await this.#all({ what: 'role' });
    return this.#clients.map(
      ({ pid }, index) => openFiles(pid) - connections[index] - (roles[index] === 'follower' ? 1 : DeathRun.NODES),
    );
  }

  #all(question) {
    return this.#each((client) => client.ask(question));
  }

  #each(action) {
    return Promise.all(this.#clients.map(action));
  }
}

/** How long after now a process keeps sockets to a dead node. */
async function closedAfter(port, pid) {
  const startedAt = performance.now();
  const isClosed = await until(() => socketsTo(port, pid) === 0 && 'closed', WATCH_LIMIT_MS);
  return isClosed === undefined ? Number.POSITIVE_INFINITY : performance.now() - startedAt;
}

const pause = (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs));
