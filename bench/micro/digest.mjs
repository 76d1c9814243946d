// The digest of a key: ours, and what Node.js offers for the same bytes.
import * as crypto from 'node:crypto';
import { finish, internal, measureGroup } from './measure.mjs';

const { digestOf, writeDigest } = internal('wire/digest.js');

const SET = 'demo';
const PARTICLE_STRING = 3;
const out = Buffer.alloc(20);

const cases = {};
for (const key of ['user:123', 'x'.repeat(100)]) {
  const name = `key of ${key.length}`;
  const bytes = Buffer.concat([Buffer.from(SET), Buffer.from([PARTICLE_STRING]), Buffer.from(key)]);
  cases[`tendril writeDigest, ${name}`] = () => writeDigest(SET, key, out);
  cases[`tendril digestOf (its own Buffer), ${name}`] = () => digestOf(SET, key);
  cases[`crypto.createHash, bytes ready, ${name}`] = () => crypto.createHash('ripemd160').update(bytes).digest();
  if (typeof crypto.hash === 'function') {
    cases[`crypto.hash, bytes ready, ${name}`] = () => crypto.hash('ripemd160', bytes, 'buffer');
  }
}
cases['tendril writeDigest, integer key'] = () => writeDigest(SET, 123456789, out);
await measureGroup(cases);
finish();
