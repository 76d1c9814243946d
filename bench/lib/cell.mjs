// One cell of a table: a workload run once by one contender against a fresh target, in client processes of its own.
import { startTarget } from '../targets/target.mjs';
import { cpuSeconds } from './cpu.mjs';
import { inBench } from './paths.mjs';
import { Child, ChildEnded } from './processes.mjs';
import { latencies } from './statistics.mjs';

const SCRIPTS = {
  vendor: inBench('clients', 'client-process.mjs'),
  tendril: inBench('clients', 'client-process.mjs'),
  floor: inBench('floor', 'floor-process.mjs'),
};

/** Runs it and returns its numbers, or `{ failure }` when a client process died or hung: that is a result as well. */
export async function runCell(workload, contender, options) {
  const target = await startTarget(options.target, {
    record: workload.record,
    nodes: options.responders,
    replies: options.replies,
    hosts: options.hosts,
    pids: options.serverPids,
    cores: options.cores?.server,
  });
  const clients = [];
  try {
    const { hosts, tls, populate } = target;
    const job = JSON.stringify({ contender, workload, hosts, tls, populate });
    for (let i = 0; i < workload.processes; i++) {
      clients.push(new Child(contender.name, SCRIPTS[contender.client], [job], { cores: options.cores?.client }));
    }
    return await measure(clients, target, options);
  } catch (error) {
    if (error instanceof ChildEnded) return { failure: error.message };
    throw error;
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
    await target.stop();
  }
}

async function measure(clients, target, { warmUpMs, measureMs }) {
  await Promise.all(clients.map((client) => client.next('ready')));
  for (const client of clients) client.send({ type: 'start', warmUpMs, measureMs });
  await Promise.all(clients.map((client) => client.next('measuring')));
  const before = cpuSeconds(target.pids);
  const started = performance.now();
  const parts = await Promise.all(clients.map((client) => client.next('measured')));
  const after = cpuSeconds(target.pids);
  const elapsedMs = performance.now() - started;
  for (const client of clients) client.send({ type: 'finish' });
  await Promise.all(clients.map((client) => client.next('finished')));
  const serverCores = target.pids.length > 0 && after !== undefined ? ((after - before) / elapsedMs) * 1000 : undefined;
  return { ...combine(parts), serverCores, serverProcesses: target.pids.length };
}

/** The numbers of all client processes together. */
function combine(parts) {
  const sum = (pick) => parts.reduce((total, part) => total + pick(part), 0);
  const operations = sum((part) => part.operations);
  const samples = new Float64Array(sum((part) => part.samples.length));
  let at = 0;
  for (const part of parts) {
    samples.set(part.samples, at);
    at += part.samples.length;
  }
  const errors = new Map();
  for (const [name, count] of parts.flatMap((part) => part.errors)) errors.set(name, (errors.get(name) ?? 0) + count);
  return {
    operationsPerSecond: sum((part) => (part.operations / part.elapsedMs) * 1000),
    failedPerSecond: sum((part) => (part.failed / part.elapsedMs) * 1000),
    errors: [...errors],
    userMicrosPerOperation: operations > 0 ? sum((part) => part.userMicros) / operations : undefined,
    systemMicrosPerOperation: operations > 0 ? sum((part) => part.systemMicros) / operations : undefined,
    latencyMs: latencies(samples),
    loopDelayMs: Math.max(...parts.map((part) => part.loopDelayMs)),
    rssBytes: sum((part) => part.rssBytes),
  };
}
