// The collections codec alone: packValue and unpackValue.
import { finish, internal, measureGroup } from './measure.mjs';
import { text, VALUES } from './samples.mjs';

const { packValue } = internal('wire/msgpack/pack.js');
const { unpackValue } = internal('wire/msgpack/unpack.js');
const { Writer } = internal('wire/writer.js');

const values = {
  integer: 123456789,
  'text of 10': text(10),
  'list of 1 000 integers': Array.from({ length: 1000 }, (_, i) => i * 100),
  'map of 1 000 texts': Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, text(10)])),
  'Map of 100 integers': new Map(Array.from({ length: 100 }, (_, i) => [i, i])),
  'nested: 10 maps of 5': VALUES['nested: 10 maps of 5'],
};

const cases = {};
for (const [name, value] of Object.entries(values)) {
  const w = new Writer();
  cases[`pack ${name}`] = () => {
    w.pos = 0;
    return packValue(w, value);
  };
  const own = new Writer();
  packValue(own, value);
  const bytes = own.take();
  cases[`unpack ${name}`] = () => unpackValue(bytes, 0, bytes.length);
}
await measureGroup(cases, { batch: 64 });
finish();
