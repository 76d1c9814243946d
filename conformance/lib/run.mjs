// Runs the scenarios with one client against one server in a process of its own and gathers what that process
// reports. A client that ends the process costs one step, which is recorded as such; the remaining scenarios go on in
// a new process.
import { Child } from 'tendril-testing/child';
import { scenarios } from '../scenarios/index.mjs';
import { RecordingProxies } from './recording-proxy.mjs';

const SCRIPT = new URL('./child.mjs', import.meta.url);
const CHILD_LIMIT_MS = 180_000;

/**
 * @param {{ client: string, address: { host: string, port: number }, config?: object, scenarios?: string[], company?: number }} options
 *   `client` is a module, `address` a node of the cluster, `config` what the client gets beside its hosts, `company` how
 *   many other commands are called in the same turn as each step
 * @returns {Promise<Record<string, { steps: object[], frames: Buffer[][] }>>} by scenario name: each step's outcome,
 *   and the requests it sent
 */
export async function runScenarios({ client, address, config = {}, scenarios: names, company = 0 }) {
  const proxies = await RecordingProxies.start(address);
  try {
    return await runAll({ client, config: { ...config, hosts: proxies.hosts }, names, proxies, company });
  } finally {
    await proxies.close();
  }
}

async function runAll({ client, config, names, proxies, company }) {
  let left = names ?? scenarios.map((scenario) => scenario.name);
  const results = {};
  let starts = 0;
  while (left.length > 0) {
    starts += 1;
    if (starts > scenarios.length) throw new Error(`${client} could not be started: ${left.length} scenarios left`);
    const before = left.length;
    const lost = await runProcess({ client, config, left, results, proxies, company });
    left = left.filter((name) => results[name] === undefined || results[name].open);
    if (lost !== undefined) left = left.filter((name) => name !== lost);
    for (const result of Object.values(results)) delete result.open;
    if (left.length === before) throw new Error(`${client} made no progress`);
  }
  return results;
}

/** Runs what is left in one process. @returns the scenario in which it ended early, if it did */
async function runProcess({ client, config, left, results, proxies, company }) {
  const child = Child.script(SCRIPT, [JSON.stringify({ client, config, scenarios: left, company })]);
  const limit = setTimeout(() => child.signal('SIGKILL'), CHILD_LIMIT_MS);
  let current;
  let step;
  let connected = false;
  child.listen((message) => {
    if (message.connected) connected = true;
    if (message.scenario) {
      current = message.scenario;
      results[current] = { steps: [], frames: [], open: true };
    }
    if (message.network !== undefined) proxies.mode = message.network;
    if (message.begin) {
      step = message.begin[1];
      proxies.take();
    }
    if (message.end) {
      step = undefined;
      results[current].steps.push({ step: message.end[1], ...message.end[2] });
      results[current].frames.push(proxies.take());
    }
    if (message.finished) {
      delete results[current].open;
      current = undefined;
    }
    child.send('go on');
  });
  const end = await child.ended;
  clearTimeout(limit);
  proxies.mode = 'normal';
  if (!connected) throw new Error(`${client} did not connect (${end}): ${child.output}`);
  if (current === undefined) return undefined;
  const { exitCode, signalCode } = child.process;
  results[current].steps.push({ step: step ?? 'between steps', processEnded: signalCode ?? exitCode });
  results[current].frames.push(proxies.take());
  return current;
}
