// The vendor's client on the embedded server must show what it showed on the real one. This judges the server.
import { test } from 'node:test';
import * as differences from '../differences.mjs';
import { compareOutcomes, expectNothing, judge } from '../lib/compare.mjs';
import { goldenOutcomes } from '../lib/golden.mjs';
import { runScenarios } from '../lib/run.mjs';
import { CLIENTS, embedded, forgetScenarios, realServer } from '../lib/servers.mjs';

for (const nodes of [1, 3]) {
  test(`the vendor's client on ${nodes} embedded node(s) shows what it shows on the real server`, async (t) => {
    const { address } = await embedded(t, { nodes });
    const results = await runScenarios({ client: CLIENTS.aerospike, address });
    const found = compareOutcomes(goldenOutcomes(), results);
    expectNothing(judge(found, differences.embedded));
  });
}

const real = realServer();

test("the vendor's client on the real server still shows what was recorded", { skip: !real }, async () => {
  await forgetScenarios(real.address);
  const results = await runScenarios({ client: CLIENTS.aerospike, address: real.address });
  expectNothing(judge(compareOutcomes(goldenOutcomes(), results), []));
});
