// The one list of scenarios that every client runs against every server. A scenario is a name, the set its records
// live in, and steps; a step is one call whose whole outcome is compared. Names are unique.
import { badInput } from './bad-input.mjs';
import { batch } from './batch.mjs';
import { callbacks } from './callbacks.mjs';
import { collections } from './collections.mjs';
import { constants } from './constants.mjs';
import { dropIn } from './drop-in.mjs';
import { expressions } from './expressions.mjs';
import { faults } from './faults.mjs';
import { info } from './info.mjs';
import { keys } from './keys.mjs';
import { lifecycle } from './lifecycle.mjs';
import { model } from './model.mjs';
import { operations } from './operations.mjs';
import { queries } from './queries.mjs';
import { reads } from './reads.mjs';
import { scans } from './scans.mjs';
import { serverErrors } from './server-errors.mjs';
import { timeToLive } from './time-to-live.mjs';
import { values } from './values.mjs';
import { writePolicies } from './write-policies.mjs';
import { writes } from './writes.mjs';

const groups = {
  constants,
  model,
  keys,
  values,
  writes,
  reads,
  operations,
  writePolicies,
  timeToLive,
  serverErrors,
  badInput,
  callbacks,
  info,
  lifecycle,
  faults,
  dropIn,
  batch,
  expressions,
  collections,
  scans,
  queries,
};

export const scenarios = Object.entries(groups).flatMap(([group, list]) =>
  list.map((scenario, index) => ({ ...scenario, group, name: `${group}: ${scenario.name}`, set: `${group}${index}` })),
);

if (new Set(scenarios.map((scenario) => scenario.name)).size !== scenarios.length) {
  throw new Error('Two scenarios have the same name');
}
