// Admin messages and commands to embedded servers with security. To the first one by strangers and by a user who may only
// read: whatever they send, users, roles, settings and a record of another namespace stay what they are. To the second one
// by a user who may do everything: it goes on answering. Whatever comes, a connection that its client ends is closed.
import { loginFrame, planAdmin, ROLES_FRAME, USERS_FRAME } from './lib/admin-grammar.mjs';
import { Finding } from './lib/finding.mjs';
import { Peer } from './lib/peer.mjs';
import { planFrame, READ_GUARD, WRITE_GUARD } from './lib/request-grammar.mjs';
import { frame } from './lib/scripted-node.mjs';
import { Tested } from './lib/tested.mjs';

const HEADER = 8;
/** Who is at each connection; undefined for a stranger. */
const CONNECTIONS = [undefined, undefined, 'reader', 'reader', 'maker', 'maker'];
const FIRST_OF_SECOND = 4;
const ADMIN = 2;
/** A busy machine, the longest command, and wrong passwords that wait for their answers. */
const PATIENCE_MS = 20_000;

const security = {
  password: '',
  enableQuotas: true,
  users: [
    { name: 'reader', password: '', roles: ['read'] },
    { name: 'maker', password: '', roles: ['superuser'] },
  ],
};
const SETTINGS = frame(
  1,
  Buffer.from('get-config:context=service\nget-config:context=security\nudf-list\nsindex-list:\n'),
);

export const fuzzer = {
  name: 'admin',
  steps: 150,
  bounds: { keptMiB: 64, peakMiB: 768 },
  open,
  plan: (random) =>
    Array.from({ length: 1 + random.below(30) }, () => ({
      connection: random.below(CONNECTIONS.length),
      how: random.weighted([
        [20, 'whole'],
        [2, 'pieces'],
        [1, 'cut'],
        [0.3, 'reset'],
      ]),
      at: random.next(),
      ...(random.below(4) === 0 ? planFrame(random) : { bytes: planAdmin(random) }),
    })),
};

async function open() {
  const tested = [new Tested('server', { security }), new Tested('server', { security })];
  const target = new Target(await Promise.all(tested.map((one) => one.ask({ what: 'port' }))));
  target.tested = tested;
  await target.ask(0, [loginFrame('maker'), WRITE_GUARD]);
  target.state = await target.look();
  return target;
}

class Target {
  outcomes = new Map();
  #ports;

  constructor(ports) {
    this.#ports = ports;
  }

  async step(items) {
    const peers = await Promise.all(CONNECTIONS.map((_, i) => Peer.connect(this.#ports[i < FIRST_OF_SECOND ? 0 : 1])));
    for (const [i, user] of CONNECTIONS.entries()) if (user !== undefined) peers[i].write(loginFrame(user));
    for (const { connection, how, at, bytes } of items) {
      const peer = peers[connection];
      const middle = Math.floor(at * bytes.length);
      if (how === 'pieces') {
        peer.write(bytes.subarray(0, middle));
        await new Promise((resolve) => setImmediate(resolve));
        peer.write(bytes.subarray(middle));
      } else if (how === 'cut') peer.write(bytes.subarray(0, middle));
      else peer.write(bytes);
      if (how === 'reset') peer.reset();
    }
    await Promise.all(peers.map((peer) => peer.quiet(20)));
    const state = await this.look();
    if (state !== this.state) throw new Finding(`Users who may not have changed\n${this.state}\ninto\n${state}`);
    await this.ask(1, [SETTINGS]);
    for (const peer of peers) {
      if (!(await peer.end(PATIENCE_MS))) throw new Finding(`A connection is open ${PATIENCE_MS} ms after its end`);
      this.#count(peer.received);
    }
  }

  /** What nobody but the first server's administrator may change. */
  async look() {
    const asked = await this.ask(0, [loginFrame('maker'), USERS_FRAME, ROLES_FRAME, SETTINGS, READ_GUARD]);
    const [, users, ...rest] = asked;
    return [rolesOfUsers(users), ...rest.map((one) => one.toString('latin1'))].join('\n');
  }

  /** The replies on a connection of its own. */
  async ask(server, requests) {
    const peer = await Peer.connect(this.#ports[server]);
    const replies = [];
    for (const request of requests) {
      const before = peer.received.length;
      peer.write(request);
      if (!(await peer.frameFrom(before, PATIENCE_MS)))
        throw new Finding(`A plain request is not answered within ${PATIENCE_MS} ms`);
      replies.push(peer.received.subarray(before));
    }
    await peer.end(PATIENCE_MS);
    return replies;
  }

  #count(bytes) {
    for (let at = 0; at + HEADER < bytes.length; at += HEADER + bytes.readUIntBE(at + 2, 6)) {
      const what = bytes[at + 1] === ADMIN ? `admin result ${bytes[at + HEADER + 1]}` : `type ${bytes[at + 1]}`;
      this.outcomes.set(what, (this.outcomes.get(what) ?? 0) + 1);
    }
  }

  close() {}
}

/** Who there is with which roles. Rates and connections change by themselves. */
function rolesOfUsers(reply) {
  const blocks = [];
  for (let at = HEADER; at < reply.length; ) {
    let left = reply[at + 3];
    at += 16;
    for (; left > 0; left--) {
      const end = at + 4 + reply.readUInt32BE(at);
      if (reply[at + 4] === 0 || reply[at + 4] === 10) blocks.push(reply.toString('latin1', at + 5, end));
      at = end;
    }
  }
  return blocks.join(' ');
}
