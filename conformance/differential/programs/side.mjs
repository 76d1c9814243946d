// One of the two servers that are compared, and the client that asks it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { removeModules } from './modules.mjs';
import { outcomeOf } from './outcome.mjs';

const require = createRequire(import.meta.url);
const POLICY = { totalTimeout: 20_000, socketTimeout: 20_000, maxRetries: 0 };
const POLICIES = ['apply', 'batch', 'batchParentWrite', 'info', 'operate', 'query', 'read', 'remove', 'scan', 'write'];

/** In a process of its own, with those namespaces. */
export async function startEmbedded(namespaces = ['test', 'dev']) {
  const child = fork(new URL('embedded.mjs', import.meta.url), namespaces);
  const [{ hosts }] = await once(child, 'message');
  return { hosts, stop: () => child.disconnect() };
}

export class Side {
  #t;

  static async connect(module, hosts) {
    const A = require(module);
    const policies = Object.fromEntries(POLICIES.map((name) => [name, POLICY]));
    const client = await A.connect({ hosts, policies, maxConnsPerNode: 200, log: { level: -1 } });
    const namespaces = (await client.infoAny('namespaces')).split('\t')[1].trim().split(';');
    return new Side({ A, client, hosts, namespaces });
  }

  constructor(t) {
    this.#t = t;
  }

  get namespaces() {
    return this.#t.namespaces;
  }

  /** Outcomes of the steps, as texts. */
  async run(family, program, lane) {
    const t = { ...this.#t, lane, memory: {} };
    await family.prepare?.(t);
    const outcomes = [];
    for (const step of program) outcomes.push(await outcomeOf(t, () => family.calls[step.call](t, step)));
    await family.finish?.(t);
    return outcomes;
  }

  async close() {
    await removeModules(this.#t);
    await this.#t.client.close();
  }
}
