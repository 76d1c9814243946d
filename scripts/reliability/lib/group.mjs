// A group of client processes on one shared segment, against an embedded server in a process of its own. Who owns the
// segment is seen from outside, in its files.
import { startScript, until } from './children.mjs';
import { SegmentFile, segmentOf } from './segment-file.mjs';

const JOIN_LIMIT_MS = 10_000;

export class ClientGroup {
  #settings;

  /** `nodes` of the server, `processes`, and the settings of client-process.mjs. */
  static async start({ nodes, processes, ...settings }) {
    const group = new ClientGroup();
    group.server = startScript(new URL('server-process.mjs', import.meta.url), { nodes });
    group.clients = [];
    group.#settings = { sharedMemory: true, ...settings, hosts: await group.server.ask({ what: 'hosts' }) };
    for (let index = 0; index < processes; index++) await group.add();
    group.segment = new SegmentFile(segmentOf(group.clients[0].pid) ?? 'no shared segment: shared memory is missing');
    return group;
  }

  /** Starts one more process and resolves when it serves. */
  async add() {
    const client = startScript(new URL('client-process.mjs', import.meta.url), this.#settings);
    this.clients.push(client);
    await client.ask({ what: 'role' });
  }

  /** The process that owns the segment. */
  async owner() {
    const owner = await until(() => {
      const pid = this.segment.read()?.ownerPid;
      return this.clients.find((client) => client.pid === pid && client.end === undefined);
    }, JOIN_LIMIT_MS);
    if (owner === undefined)
      throw new Error(`Process ${this.segment.read()?.ownerPid} owns the segment: not one of ours`);
    return owner;
  }

  remove(client) {
    this.clients = this.clients.filter((other) => other !== client);
  }

  counts() {
    return Promise.all(this.clients.map((client) => client.ask({ what: 'counts' })));
  }

  /** Roles by pid, once exactly one process says that it tends; undefined when that does not come about. */
  settledRoles(limitMs) {
    return until(async () => {
      const roles = await Promise.all(this.clients.map((client) => client.ask({ what: 'role' })));
      return roles.filter((role) => role === 'owner').length === 1 && !roles.includes('private') && roles;
    }, limitMs);
  }

  /** Ends everything; false when files are left behind. */
  async stop() {
    await Promise.all(this.clients.map((client) => client.stop()));
    await this.server.stop();
    this.segment?.close();
    return this.segment?.isGone ?? true;
  }
}
