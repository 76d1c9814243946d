// The recorded facts: what the vendor's client showed on a real server, and what that server answered to the raw
// probes. One line per step or probe, so that a change of a fact is one changed line.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../recorded/${name}`, import.meta.url));
const OUTCOMES = path('golden-outcomes.json');
const ANSWERS = path('golden-answers.json');

const lines = (list) => list.join(',\n');

/** Outcomes of some scenarios take the place of those that were recorded before. */
export function replaceOutcomes(server, results) {
  writeOutcomes(server, { ...goldenOutcomes(), ...results });
}

export function writeOutcomes(server, results) {
  const scenarios = Object.entries(results).map(
    ([name, { steps }]) =>
      `${JSON.stringify(name)}: {"steps": [\n${lines(steps.map((step) => JSON.stringify(step)))}\n]}`,
  );
  writeFileSync(OUTCOMES, `{\n"server": ${JSON.stringify(server)},\n"scenarios": {\n${lines(scenarios)}\n}}\n`);
}

export function writeAnswers(server, answers) {
  const probes = Object.entries(answers).map(([name, list]) => `${JSON.stringify(name)}: ${JSON.stringify(list)}`);
  writeFileSync(ANSWERS, `{\n"server": ${JSON.stringify(server)},\n"probes": {\n${lines(probes)}\n}}\n`);
}

export const goldenOutcomes = () => JSON.parse(readFileSync(OUTCOMES, 'utf8')).scenarios;
export const goldenAnswers = () => JSON.parse(readFileSync(ANSWERS, 'utf8')).probes;
