// `node ael/run.mjs [--hosts 127.0.0.1:3000] [--texts 500] [--records 2000] [--seed N]`: texts in AEL as filters over
// varied records. Each must select the records that the builders of the same meaning select, on the server named and on
// an embedded one, and both servers the same. The texts are random, each made side by side with its builders, and the
// examples of the language that are conditions. Without hosts the embedded server alone is asked.
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { compareFilters } from './compare.mjs';
import { FilteredSet } from './filtered-set.mjs';

const require = createRequire(import.meta.url);
const { EmbeddedServer } = require('../../packages/server');

const { values } = parseArgs({
  options: {
    hosts: { type: 'string' },
    texts: { type: 'string', default: '500' },
    records: { type: 'string', default: '2000' },
    seed: { type: 'string' },
  },
});
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const [texts, records] = [Number(values.texts), Number(values.records)];
if (![seed, texts, records].every((number) => Number.isInteger(number) && number > 0)) {
  console.error('Usage: node ael/run.mjs [--hosts 127.0.0.1:3000] [--texts 500] [--records 2000] [--seed N]');
  process.exit(2);
}

console.log(`Seed ${seed}`);
const server = await EmbeddedServer.start({ port: 0, log: () => {} });
const sets = [];
try {
  for (const hosts of [server.hosts, ...(values.hosts === undefined ? [] : [values.hosts])]) {
    sets.push(await FilteredSet.fill(hosts, records, seed));
  }
  const { failures, spread } = await compareFilters(sets, texts, seed);
  for (const failure of failures) console.error(failure);
  console.log(
    `${texts} texts on ${sets.length} server(s), ${records} records: ${failures.length} differences; ` +
      `${spread.none} select none, ${spread.some} some, ${spread.all} all`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  for (const set of sets) await set.close();
  await server.stop();
}
