// A command that travels as a row among others must show what it shows alone, which is what the vendor's client showed on
// the real server. Each step has company: commands of the same turn, so that the client makes one request of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as differences from '../differences.mjs';
import { compareOutcomes, expectNothing, judge } from '../lib/compare.mjs';
import { goldenOutcomes } from '../lib/golden.mjs';
import { runScenarios } from '../lib/run.mjs';
import { CLIENTS, embedded, forgetScenarios, realServer } from '../lib/servers.mjs';
import { scenarios } from '../scenarios/index.mjs';

/** More than go singly before commands are merged. */
const COMPANY = 24;
/** Scenarios in which the company would meet the faults that are meant for the step, or take its place. */
const ALONE = /^(faults|lifecycle|batch|model|constants|serverErrors)\b/;
const BATCH = 0x08;
/** Steps that call batches themselves, about. */
const OWN_BATCHES = 80;

const names = scenarios.map(({ name }) => name).filter((name) => !ALONE.test(name));

/** Steps that were sent in a request with others: proto header (8), size of the message header (1), info1. */
const batches = (results) =>
  Object.values(results)
    .flatMap(({ frames }) => frames)
    .filter((frames) => frames.some((frame) => (frame[9] & BATCH) !== 0)).length;

async function check(address, mergeCommands) {
  const results = await runScenarios({
    client: CLIENTS.tendril,
    address,
    config: { mergeCommands },
    scenarios: names,
    company: COMPANY,
  });
  const all = goldenOutcomes();
  const golden = Object.fromEntries(names.map((name) => [name, all[name]]));
  const listed = differences.outcomes.filter(({ scenario }) =>
    names.some((name) => (scenario instanceof RegExp ? scenario.test(name) : scenario === name)),
  );
  expectNothing(judge(compareOutcomes(golden, results), listed));
  const steps = batches(results);
  assert.strictEqual(steps > 4 * OWN_BATCHES, mergeCommands !== 'off', `${steps} steps travelled with others`);
  assert.strictEqual(steps < OWN_BATCHES, mergeCommands === 'off', `${steps} steps travelled with others`);
}

const real = realServer();

for (const mode of ['on', 'reads', 'off']) {
  test(`with company, merged: ${mode}, every step shows what it shows alone`, async (t) => {
    const { address } = await embedded(t);
    await check(address, mode);
  });

  test(`on the real server, merged: ${mode}, every step shows what it shows alone`, { skip: !real }, async () => {
    await forgetScenarios(real.address);
    await check(real.address, mode);
  });
}
