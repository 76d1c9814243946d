// The process in which one client runs the scenarios. Before and after every step it asks its parent and waits for the
// answer, so that a client that ends the process has ended it at a known step, and so that the requests the parent's
// recording proxies saw belong to a known step. Started by run.mjs with the job as one JSON argument.
import { createRequire } from 'node:module';
import { scenarios } from '../scenarios/index.mjs';
import { plain } from './value.mjs';

const job = JSON.parse(process.argv[2]);
const require = createRequire(import.meta.url);
const A = require(job.client);
A.setDefaultLogging({ level: A.log.OFF });

const STEP_LIMIT_MS = 15_000;

let acknowledge;
process.on('message', (message) => acknowledge?.(message));
const ask = (message) =>
  new Promise((resolve) => {
    acknowledge = resolve;
    process.send(message);
  });

let stray = [];
process.on('uncaughtException', (error) => stray.push(error));
process.on('unhandledRejection', (error) => stray.push(error));

const turn = () => new Promise((resolve) => setImmediate(resolve));
const hung = Symbol('hung');

async function within(promise) {
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, STEP_LIMIT_MS, hung);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `call` and says what a caller would have seen: a value, a rejection, or a synchronous throw. */
async function observe(call) {
  let returned;
  try {
    returned = call();
  } catch (error) {
    return { threw: error };
  }
  if (typeof returned?.then !== 'function') return { value: returned };
  try {
    const value = await within(returned);
    return value === hung ? { hung: true } : { resolved: value };
  } catch (error) {
    return { rejected: error };
  }
}

/** The same for the callback form: arguments, whether the call returned first, and how often it was called. */
async function observeCallback(call) {
  let settle;
  const done = new Promise((resolve) => {
    settle = resolve;
  });
  let calls = 0;
  let returnedFirst = false;
  const seen = observe(() =>
    call((...args) => {
      calls += 1;
      settle({ args, calledAfterReturn: returnedFirst });
    }),
  );
  returnedFirst = true;
  const outcome = await seen;
  if (outcome.threw) return outcome;
  const answer = await within(done);
  await turn();
  const returned = 'resolved' in outcome ? 'promise' : (outcome.rejected ?? outcome.value);
  return answer === hung ? { hung: true, returned } : { ...answer, calls, returned };
}

class Run {
  steps = [];
  client;
  A = A;
  #scenario;
  #opened = [];

  constructor(scenario, client) {
    this.#scenario = scenario;
    this.client = client;
  }

  get set() {
    return this.#scenario.set;
  }

  config(extra = {}) {
    return { ...job.config, ...extra };
  }

  key(userKey, set = this.set) {
    return new A.Key('test', set, userKey);
  }

  /** Remembers a client that the scenario opened itself, to be closed after it. */
  opened(client) {
    this.#opened.push(client);
    return client;
  }

  /** What becomes of data requests from now on: 'normal', 'silent', 'cut', or a result code they are answered with. */
  async network(mode) {
    await ask({ network: mode });
  }

  /** One compared step. Returns what `call` resolved to, so that later steps can use it. */
  async step(name, call, view = (value) => value) {
    return this.#record(name, () => observe(call), view);
  }

  async callback(name, call, view = (value) => value) {
    return this.#record(name, () => observeCallback(call), view);
  }

  async #record(name, observation, view) {
    await ask({ begin: [this.#scenario.name, name] });
    const company = keepCompany(this.client);
    const outcome = await observation();
    await Promise.all(company);
    await turn();
    const shown = { ...outcome };
    for (const property of ['value', 'resolved']) {
      if (property in shown) shown[property] = view(shown[property]);
    }
    if (shown.args?.length > 1) shown.args = [shown.args[0], view(shown.args[1]), ...shown.args.slice(2)];
    if (stray.length > 0) shown.stray = stray;
    stray = [];
    const data = plain(shown, { A, client: this.client });
    this.steps.push({ step: name, ...data });
    await ask({ end: [this.#scenario.name, name, data] });
    return outcome.resolved ?? outcome.value ?? outcome.args?.[1];
  }

  async close() {
    await this.network('normal');
    for (const client of this.#opened) {
      try {
        client.close();
      } catch {}
    }
    await turn();
  }
}

/** Commands of the same turn, so that a client that merges makes one request of them and of the step's own. */
function keepCompany(client) {
  return Array.from({ length: job.company ?? 0 }, async (_, i) => {
    try {
      await client.exists(new A.Key('test', 'company', i));
    } catch {
      // Before the client connects, and after it was closed.
    }
  });
}

const wanted = scenarios.filter((scenario) => job.scenarios.includes(scenario.name));
const client = await A.connect(job.config);
await ask({ connected: true });
for (const scenario of wanted) {
  await ask({ scenario: scenario.name });
  const run = new Run(scenario, client);
  await scenario.run(run);
  await run.close();
  await ask({ finished: scenario.name });
}
client.close();
process.disconnect();
A.releaseEventLoop?.();
