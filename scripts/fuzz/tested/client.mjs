// A client under test: runs the commands it is told, all at once, and says how each ended.
// Settings: `hosts`, `keys`, what else the configuration has; with `clients`, one for each of these lists of hosts.
import Aerospike from '../../../packages/client/esm/index.mjs';
import { fence } from './fence.mjs';
import { settings, tested } from './watch.mjs';

/** How long after its limit a command may settle at the latest; the machine may be busy. */
const GRACE_MS = 5000;
const KNOWN_DIGEST = /^[0-9a-f]{40}$/;

fence();
const { hosts, keys: keyCount, clients: lists = [hosts], ...config } = settings;
const keys = Array.from({ length: keyCount }, (_, number) => new Aerospike.Key('test', 'fuzz', `k${number}`));
const digests = [];
const open = () =>
  lists.map((list) =>
    Aerospike.client({ hosts: list, maxErrorRate: 0, tenderInterval: 250, log: { level: -1 }, ...config }),
  );
let clients = open();

async function run(client, { command, key, limitMs, raw = false, compress = false, retries = 0 }) {
  const target = keys[key];
  const policy = { totalTimeout: limitMs, maxRetries: retries, deserialize: !raw, compress };
  switch (command) {
    case 'get':
      return client.get(target, policy);
    case 'select':
      return client.select(target, ['id', 'a'], policy);
    case 'exists':
      return client.exists(target, policy);
    case 'existsWithMetadata':
      return client.existsWithMetadata(target, policy);
    case 'put':
      return client.put(
        target,
        { id: digests[key], a: [1, 'x'] },
        {},
        { totalTimeout: limitMs, maxRetries: retries, compress },
      );
    case 'remove':
      return client.remove(target, { totalTimeout: limitMs, maxRetries: retries });
    case 'operate':
      return client.operate(
        target,
        [Aerospike.operations.read('id'), Aerospike.operations.incr('n', 1)],
        {},
        { totalTimeout: limitMs, maxRetries: retries },
      );
    case 'info':
      return client.infoAny('fuzz', { totalTimeout: limitMs });
    default:
      throw new Error(`No command ${command}`);
  }
}

/** Another key's record: what it carries is the digest of one we know. */
function isForeign(record, key) {
  const id = record?.bins?.id;
  return typeof id === 'string' && KNOWN_DIGEST.test(id) && id !== digests[key] && digests.includes(id);
}

async function outcomeOf(client, command) {
  const { key, limitMs } = command;
  const result = { command: command.command, key, outcome: 'ok', isForeign: false };
  let timer;
  const overdue = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs + GRACE_MS, 'overdue');
  });
  try {
    const value = await Promise.race([run(client, command), overdue]);
    if (value === 'overdue') return { ...result, outcome: 'unsettled', overdueMs: GRACE_MS };
    return { ...result, isForeign: isForeign(value, key) };
  } catch (error) {
    if (!(error instanceof Aerospike.AerospikeError)) throw error;
    const { code, inDoubt, message } = error;
    return { ...result, outcome: String(error.codeName ?? code), code, inDoubt, message };
  } finally {
    clearTimeout(timer);
  }
}

tested(
  {
    /** The digests of the keys, as the client computes them. */
    connect: async () => {
      await Promise.all(clients.map((client) => client.connect()));
      for (const [number, key] of keys.entries()) {
        const { digest } = key.digest ? key : await clients[0].put(key, { n: number }).catch(() => key);
        digests[number] = Buffer.from(digest).toString('hex');
      }
      return digests;
    },
    /** Others in their place, which know nothing of what was before. */
    renew: async () => {
      for (const client of clients) client.close();
      clients = open();
      await Promise.all(clients.map((client) => client.connect()));
    },
    /** Writes every key's record, which carries its digest. */
    fill: () => Promise.all(keys.map((key, number) => clients[0].put(key, { id: digests[number] }))),
    commands: ({ commands }) =>
      Promise.all(commands.map((command) => outcomeOf(clients[command.client ?? 0], command))),
    /** Clients that find a record by themselves within the limit, by number; why not, for the others. */
    recovered: ({ limitMs }) => Promise.all(clients.map((client) => recover(client, limitMs))),
    turns: async () => {
      for (let left = 3; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
    },
    roles: () => clients.map((client) => client.tendRole),
  },
  () => {
    for (const client of clients) client.close();
  },
);

async function recover(client, limitMs) {
  const giveUpAtMs = performance.now() + limitMs;
  const pending = new Set(keys.keys());
  for (;;) {
    let last = '';
    for (const key of pending) {
      const result = await outcomeOf(client, { command: 'get', key, limitMs: 1000 });
      if (result.isForeign) return `key ${key} has the record of another`;
      if (result.outcome === 'unsettled') return `get of key ${key} was not settled`;
      if (result.outcome === 'ok') pending.delete(key);
      else last = result.outcome;
    }
    if (pending.size === 0) return 'ok';
    if (performance.now() > giveUpAtMs) return `get of key ${[...pending][0]} still ends with ${last}`;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
