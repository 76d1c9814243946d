// Every raw probe by name: what is sent on one connection, in order. The answers of the real server stand in
// recorded/golden-answers.json.
import { framing } from './framing.mjs';
import { reading } from './reading.mjs';
import { types } from './types.mjs';
import { writing } from './writing.mjs';

export const probes = Object.fromEntries(
  Object.entries({ framing, writing, types, reading }).flatMap(([group, list]) =>
    Object.entries(list).map(([name, requests]) => [`${group}: ${name}`, requests]),
  ),
);
