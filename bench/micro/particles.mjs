// writeParticle and readParticle, by type of value.
import { finish, internal, measureGroup } from './measure.mjs';
import { VALUES } from './samples.mjs';

const { readParticle, writeParticle } = internal('wire/particles.js');
const { Writer } = internal('wire/writer.js');

const cases = {};
for (const [name, value] of Object.entries(VALUES)) {
  const w = new Writer();
  cases[`write ${name}`] = () => {
    w.pos = 0;
    return writeParticle(w, value);
  };
  const own = new Writer();
  const type = writeParticle(own, value);
  const bytes = own.take();
  cases[`read ${name}`] = () => readParticle(type, bytes, 0, bytes.length);
}
await measureGroup(cases);
finish();
