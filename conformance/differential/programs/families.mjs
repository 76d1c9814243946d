// The families of programs by name.
import { batches } from './batches.mjs';
import { queries } from './queries.mjs';
import { large, records } from './records.mjs';
import { udf } from './udf.mjs';

export const FAMILIES = { records, large, udf, batches, queries };

export const FAMILY_NAMES = Object.keys(FAMILIES);
