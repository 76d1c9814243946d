// Step by step, Tendril must send the requests the vendor's client sends: the same bits, time-to-live, generation,
// timeout, fields and operations, but for the differences listed. Both run through recording proxies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as differences from '../differences.mjs';
import { compareRequests, expectNothing, judge } from '../lib/compare.mjs';
import { runScenarios } from '../lib/run.mjs';
import { CLIENTS, embedded } from '../lib/servers.mjs';
import { scenarios } from '../scenarios/index.mjs';

const unrepeatable = new Set(scenarios.filter((scenario) => scenario.unrepeatable).map((scenario) => scenario.name));

async function recorded(t, client, config = {}) {
  const { address } = await embedded(t);
  return runScenarios({ client, address, config });
}

test("Tendril sends the requests the vendor's client sends", async (t) => {
  const expected = await recorded(t, CLIENTS.aerospike);
  // What travels together asks for the same, as merged-commands.test.mjs and the tests of the client show.
  const actual = await recorded(t, CLIENTS.tendril, { mergeCommands: 'off' });
  const sent = Object.values(actual).flatMap((scenario) => scenario.frames.flat());
  assert.strictEqual(sent.length > 1000, true);
  const found = compareRequests(expected, actual, (scenario) => unrepeatable.has(scenario));
  expectNothing(judge(found, differences.requests));
});
