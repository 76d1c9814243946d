// The collections codec beside codecs of plain msgpack, on the same values in one process. Theirs write neither type
// bytes nor order flags, and keep the keys of a map as they come; ours also measures and bounds what it reads.
import { decode, encode } from '@msgpack/msgpack';
import { Packr } from 'msgpackr';
import { finish, internal, measureGroup } from './measure.mjs';

const { packValue } = internal('wire/msgpack/pack.js');
const { unpackValue } = internal('wire/msgpack/unpack.js');
const { Writer } = internal('wire/writer.js');

const user = (i) => ({
  id: i,
  name: `user number ${i}`,
  email: `user${i}@example.com`,
  active: i % 2 === 0,
  score: i * 1.5,
  tags: ['alpha', 'beta', 'gamma'],
  address: { street: `Main Street ${i}`, city: 'Springfield', zip: 10_000 + i },
});

const values = {
  'nested map of 1 KB': {
    kind: 'profile',
    version: 3,
    users: [1, 2, 3, 4, 5, 6].map(user),
    meta: { created: 1_700_000_000, updated: 1_700_001_234, source: 'import', flags: [1, 2, 3, 4, 5] },
  },
  'list of 1 000 integers': Array.from({ length: 1000 }, (_, i) => i * 100),
};

// Plain objects, without the references to earlier shapes that are an extension of its own.
const msgpackr = new Packr({ useRecords: false, mapsAsObjects: true });

const cases = {};
for (const [name, value] of Object.entries(values)) {
  const w = new Writer();
  packValue(w, value);
  const bytes = w.take();
  const plain = msgpackr.pack(value);
  Object.assign(cases, {
    [`pack ${name}`]: () => {
      w.pos = 0;
      return packValue(w, value);
    },
    [`pack ${name}, msgpackr`]: () => msgpackr.pack(value),
    [`pack ${name}, @msgpack/msgpack`]: () => encode(value),
    [`unpack ${name}`]: () => unpackValue(bytes, 0, bytes.length),
    [`unpack ${name}, msgpackr`]: () => msgpackr.unpack(plain),
    [`unpack ${name}, @msgpack/msgpack`]: () => decode(plain),
  });
}
await measureGroup(cases, { batch: 64 });
finish();
