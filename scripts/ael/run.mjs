// `npm run ael -- [--count 100000] [--seed N]`: random texts in AEL, each with the builders of the same meaning. Every text
// must compile to the bytes of its builders, and so must what `exp.toText` makes of it. Prints the seed; exit code 1: one
// did not.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { build, install } from '../install.mjs';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const count = Number(values.count);
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run ael -- [--count 100000] [--seed N]');
  process.exit(2);
}

await install();
await build();
const { Random } = await import('tendril-testing/random');
const { checkRoundTrip } = await import('tendril-testing/ael/round-trip');
const { Client } = await import('tendril');
const client = new Client({ hosts: '127.0.0.1:3000' });
const bytes = (expression) => client.expressionToBase64(expression);
console.log(`Seed ${seed}, ${count} texts`);
const random = new Random(seed);
let longest = 0;
for (let i = 0; i < count; i++) {
  try {
    longest = Math.max(longest, checkRoundTrip(random, bytes).length);
  } catch (error) {
    console.error(`Text ${i} of seed ${seed}: ${error.message}`);
    process.exit(1);
  }
}
console.log(`All mean what their builders mean, and their own text as well; the longest has ${longest} characters`);
