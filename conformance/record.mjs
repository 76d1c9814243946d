// Records the facts of the real server that AEROSPIKE_HOSTS names into recorded/. It must be a Community Edition
// server of one node with a namespace `test` in memory, default-ttl 0 and a running nsup (nsup-period > 0).
// `node record.mjs GROUP…` records the scenarios of these groups only.
import { replaceOutcomes, writeAnswers, writeOutcomes } from './lib/golden.mjs';
import { runProbes } from './lib/probe.mjs';
import { infoRequest } from './lib/recording-proxy.mjs';
import { runScenarios } from './lib/run.mjs';
import { CLIENTS, forgetScenarios, realServer } from './lib/servers.mjs';
import { scenarios } from './scenarios/index.mjs';

const real = realServer();
if (real === undefined) {
  console.error('Set AEROSPIKE_HOSTS to the server whose answers should be recorded, for example 127.0.0.1:3000.');
  process.exit(1);
}
const about = await infoRequest(real.address, ['edition', 'build']);
const server = `${about.get('edition')} ${about.get('build')}`;
await forgetScenarios(real.address);
const client = CLIENTS.aerospike;
const groups = process.argv.slice(2);
if (groups.length > 0) {
  const names = scenarios.filter(({ group }) => groups.includes(group)).map(({ name }) => name);
  replaceOutcomes(server, await runScenarios({ client, address: real.address, scenarios: names }));
} else {
  writeOutcomes(server, await runScenarios({ client, address: real.address }));
  writeAnswers(server, await runProbes(real.address));
}
console.log(`Recorded what ${server} answers.`);
