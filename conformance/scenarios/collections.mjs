// Operations on lists, maps, bits and HyperLogLogs: every function, with every kind of argument it has, in contexts, with
// policies, several on one bin, on absent bins and records, in batches, and with arguments that are none.
import { badInput } from './collections/bad-input.mjs';
import { bits, hyperLogLogs } from './collections/blobs.mjs';
import { contexts } from './collections/contexts.mjs';
import { lists } from './collections/lists.mjs';
import { maps } from './collections/maps.mjs';
import { inBatches, severalOperations } from './collections/together.mjs';

// Each has a set that is named by its place.
export const collections = [lists, maps, contexts, bits, hyperLogLogs, severalOperations, inBatches, badInput];
