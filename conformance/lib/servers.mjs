// The servers that scenarios run against: embedded ones started here, and the real one that AEROSPIKE_HOSTS names.
import { createRequire } from 'node:module';
import { scenarios } from '../scenarios/index.mjs';
import { converse, info } from './raw.mjs';

const require = createRequire(import.meta.url);

/** Modules by the names used in results: the vendor's client, and this repository's. */
export const CLIENTS = { aerospike: 'aerospike', tendril: require.resolve('../../packages/client') };

const START_LIMIT_MS = 30_000;
const OTHER_SETS = ['otherset', 's'.repeat(63)];

function addressOf(hosts) {
  const [host, port] = hosts.split(',')[0].split(':');
  return { host, port: Number(port ?? 3000) };
}

/** Starts an embedded server; the test `t` stops it. */
export async function embedded(t, options = {}) {
  const { EmbeddedServer } = require('../../packages/server');
  const server = await EmbeddedServer.start({ port: 0, log: () => {}, ...options });
  t.after(() => server.stop());
  await startEngine(server.hosts, options.security?.users?.[0]);
  return { hosts: server.hosts, address: addressOf(server.hosts), server };
}

/** The first function starts a thread, which on a busy machine takes longer than a command has. */
async function startEngine(hosts, user) {
  const { connect } = require('../../packages/client');
  const config = { hosts, user: user?.name, password: user?.password, connTimeoutMs: START_LIMIT_MS };
  const client = await connect({ ...config, loginTimeoutMs: START_LIMIT_MS, log: { level: -1 } });
  const content = Buffer.from('function f() end').toString('base64');
  const put = `udf-put:filename=first.lua;content=${content};content-len=${content.length};udf-type=LUA;`;
  for (const command of [put, 'udf-remove:filename=first.lua;']) {
    await client.infoAny(command, { timeout: START_LIMIT_MS });
  }
  client.close();
}

/** The real server's address, or undefined when there is none. */
export function realServer(hosts = process.env.AEROSPIKE_HOSTS) {
  return hosts ? { hosts, address: addressOf(hosts) } : undefined;
}

/** Removes what an earlier run of the scenarios left on a server that lives on. */
export async function forgetScenarios(address) {
  const sets = [...scenarios.map((scenario) => scenario.set), ...OTHER_SETS];
  await converse(address, [info(sets.map((set) => `truncate:namespace=test;set=${set}\n`).join(''))]);
}
