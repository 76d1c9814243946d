// Records what the vendor's client makes of every function of `exp`: its entries, and their bytes. Needs no server.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CALLS, CORRECTED, expressionOf } from './lib/expression-calls.mjs';

const vendor = createRequire(import.meta.url)('aerospike');
const client = vendor.client({ hosts: '127.0.0.1:3000' });
const recorded = CALLS.map((call) => {
  const entries = expressionOf(call, vendor);
  const hex = Buffer.from(client.expressionToBase64(entries), 'base64').toString('hex');
  return { call, entries: JSON.parse(JSON.stringify(entries)), hex };
});
const corrected = Object.entries(CORRECTED).map(([call, hex]) => ({ call, hex }));
const file = new URL('../packages/client/test/wire/expressions/vendor-expressions.json', import.meta.url);
const lines = (rows) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
writeFileSync(file, `{\n  "recorded": [\n${lines(recorded)}\n  ],\n  "corrected": [\n${lines(corrected)}\n  ]\n}\n`);
console.log(`Recorded ${recorded.length} expressions of the vendor's client.`);
process.exit(0);
