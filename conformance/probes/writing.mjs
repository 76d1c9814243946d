// Writes: the order of checks, operation rules, particle values, effects.
import { f64, field, hex, i64, op, utf8 } from '../lib/raw.mjs';
import {
  CREATE_ONLY,
  CREATE_OR_REPLACE,
  DELETE,
  DURABLE_DELETE,
  digestField,
  GENERATION,
  GENERATION_GT,
  GET_ALL,
  namespaceField,
  OP,
  PARTICLE,
  READ,
  REPLACE_ONLY,
  RESPOND_ALL_OPS,
  readOp,
  record,
  setField,
  UPDATE_ONLY,
  WRITE,
  writeOp,
} from './parts.mjs';

const { INTEGER, FLOAT, STRING, BLOB, BOOL, NULL, LIST, MAP, GEOJSON, HLL } = PARTICLE;
const a1 = writeOp('a', INTEGER, i64(1));
const b2 = writeOp('b', STRING, utf8('two'));
const nul = (name) => writeOp(name, NULL);
const touch = op(OP.TOUCH, NULL, '');
const deleteAll = op(OP.DELETE_ALL, NULL, '');
const readAll = op(OP.READ, NULL, '');
const key = (text) => field(2, Buffer.concat([Buffer.from([3]), utf8(text)]));
const point = utf8('{"type":"Point","coordinates":[1,2]}');

const probes = {};
/** A probe on an absent record, and the same on a record with bins a and b, each followed by a read. */
function both(name, request) {
  const absent = record(`${name}/absent`);
  probes[`${name}, absent`] = [request(absent), absent.get()];
  const present = record(`${name}/present`);
  probes[`${name}, present`] = [present.write({ ops: [a1, b2] }), request(present), present.get()];
}

both('plain write', (r) => r.write({ ops: [a1] }));
both('no operations', (r) => r.write());
both('create only', (r) => r.write({ info2: WRITE | CREATE_ONLY, ops: [a1] }));
both('update only', (r) => r.write({ info3: UPDATE_ONLY, ops: [a1] }));
both('create or replace', (r) => r.write({ info3: CREATE_OR_REPLACE, ops: [a1] }));
both('replace only', (r) => r.write({ info3: REPLACE_ONLY, ops: [a1] }));
both('create only and update only', (r) => r.write({ info2: WRITE | CREATE_ONLY, info3: UPDATE_ONLY, ops: [a1] }));
both('both replace bits', (r) => r.write({ info3: CREATE_OR_REPLACE | REPLACE_ONLY, ops: [a1] }));
both('touch', (r) => r.write({ ops: [touch] }));
both('touch with a name and a value', (r) => r.write({ ops: [op(OP.TOUCH, INTEGER, 'a', i64(1))] }));
both('touch and write', (r) => r.write({ ops: [touch, a1] }));
both('touch and read', (r) => r.both({ ops: [touch, readOp('a')] }));
both('write with only reads', (r) => r.both({ ops: [readOp('a')] }));
both('null write', (r) => r.write({ ops: [nul('a')] }));
both('null write of both', (r) => r.write({ ops: [nul('a'), nul('b')] }));
both('null write of both, durable', (r) => r.write({ info2: WRITE | DURABLE_DELETE, ops: [nul('a'), nul('b')] }));
both('null write with a value', (r) => r.write({ ops: [writeOp('a', NULL, utf8('x'))] }));
both('null write of an absent bin', (r) => r.write({ ops: [nul('zz')] }));
both('durable write', (r) => r.write({ info2: WRITE | DURABLE_DELETE, ops: [a1] }));
both('delete all', (r) => r.write({ ops: [deleteAll] }));
both('delete all and write', (r) => r.write({ ops: [deleteAll, a1] }));
both('write and delete all', (r) => r.write({ ops: [a1, deleteAll] }));
both('delete all, respond all', (r) => r.write({ info2: WRITE | RESPOND_ALL_OPS, ops: [deleteAll, a1] }));
both('replace with touch', (r) => r.write({ info3: CREATE_OR_REPLACE, ops: [touch] }));
both('replace with null', (r) => r.write({ info3: CREATE_OR_REPLACE, ops: [a1, nul('b')] }));
both('replace with incr', (r) => r.write({ info3: CREATE_OR_REPLACE, ops: [op(OP.INCR, INTEGER, 'a', i64(1))] }));
both('replace with append', (r) => r.write({ info3: REPLACE_ONLY, ops: [op(OP.APPEND, STRING, 'b', utf8('x'))] }));
both('replace with delete all', (r) => r.write({ info3: REPLACE_ONLY, ops: [deleteAll] }));
both('replace with a read', (r) => r.both({ info3: CREATE_OR_REPLACE, ops: [a1, readOp('a')] }));
both('read operation without the read bit', (r) => r.write({ ops: [a1, readOp('a')] }));
both('write operation without the write bit', (r) => r.read({ ops: [a1] }));
both('get all bit on a write without operation', (r) => r.write({ info1: READ | GET_ALL, ops: [a1] }));
both('read all operation in a write', (r) => r.write({ info1: READ | GET_ALL, ops: [a1, readAll] }));
both('read all operation without the get all bit', (r) => r.both({ ops: [a1, readAll] }));
both('two read alls', (r) => r.write({ info1: READ | GET_ALL, ops: [readAll, a1, readAll] }));
both('read all with respond all', (r) =>
  r.write({ info1: READ | GET_ALL, info2: WRITE | RESPOND_ALL_OPS, ops: [a1, readAll] }),
);
both('read all and a read', (r) => r.write({ info1: READ | GET_ALL, ops: [a1, readAll, readOp('a')] }));
both('respond all', (r) =>
  r.both({
    info2: WRITE | RESPOND_ALL_OPS,
    ops: [
      a1,
      op(OP.INCR, INTEGER, 'a', i64(2)),
      readOp('a'),
      readOp('zz'),
      op(OP.APPEND, STRING, 's', utf8('x')),
      touch,
    ],
  }),
);
both('reads around writes', (r) =>
  r.both({ ops: [readOp('a'), a1, readOp('a'), op(OP.INCR, INTEGER, 'a', i64(5)), readOp('a')] }),
);
both('unknown operation 6', (r) => r.write({ ops: [op(6, INTEGER, 'a', i64(1))] }));
both('unknown operation 0', (r) => r.write({ ops: [op(0, INTEGER, 'a', i64(1))] }));
both('unknown operation 99', (r) => r.write({ ops: [op(99, INTEGER, 'a', i64(1))] }));
both('name of 15 bytes', (r) => r.write({ ops: [writeOp('x'.repeat(15), INTEGER, i64(1))] }));
both('name of 16 bytes', (r) => r.write({ ops: [writeOp('x'.repeat(16), INTEGER, i64(1))] }));
both('name with NUL', (r) => r.write({ ops: [writeOp('a\u0000b', INTEGER, i64(1))] }));
both('empty name', (r) => r.write({ ops: [writeOp('', INTEGER, i64(1))] }));
both('name twice', (r) => r.write({ ops: [a1, writeOp('a', STRING, utf8('again'))] }));
both('increment', (r) => r.write({ ops: [op(OP.INCR, INTEGER, 'a', i64(41))] }));

for (const [name, generation] of Object.entries({ 0: 0, 1: 1, 2: 2, 65537: 65537 })) {
  both(`generation EQ ${name}`, (r) => r.write({ info2: WRITE | GENERATION, generation, ops: [a1] }));
  both(`generation GT ${name}`, (r) => r.write({ info2: WRITE | GENERATION_GT, generation, ops: [a1] }));
  both(`delete with generation EQ ${name}`, (r) => r.remove({ info2: WRITE | DELETE | GENERATION, generation }));
  both(`delete with generation GT ${name}`, (r) => r.remove({ info2: WRITE | DELETE | GENERATION_GT, generation }));
}
both('both generation bits', (r) => r.write({ info2: WRITE | GENERATION | GENERATION_GT, generation: 1, ops: [a1] }));
both('delete', (r) => r.remove());
both('durable delete', (r) => r.remove({ info2: WRITE | DELETE | DURABLE_DELETE }));
both('delete with operations', (r) => r.remove({ ops: [a1] }));
both('delete with a bad operation', (r) => r.remove({ ops: [op(99, INTEGER, 'a', i64(1))] }));
both('delete with ttl', (r) => r.remove({ ttl: 12345 }));

for (const [name, ttl] of Object.entries({
  'one hundred': 100,
  never: -1,
  keep: -2,
  'minus three': -3,
  'minus four': -4,
  'ten years': 315360000,
  'over ten years': 315360001,
  'half of 32 bits': 0x80000000,
})) {
  both(`ttl ${name}`, (r) => r.write({ ttl, ops: [a1] }));
  both(`touch with ttl ${name}`, (r) => r.write({ ttl, ops: [touch] }));
  both(`read touch percent ${name}`, (r) => r.get({ ttl }));
}

// The order of checks: two reasons at once.
both('bad name and create only', (r) =>
  r.write({ info2: WRITE | CREATE_ONLY, ops: [writeOp('x'.repeat(16), INTEGER, i64(1))] }),
);
both('bad operation and generation', (r) =>
  r.write({ info2: WRITE | GENERATION, generation: 9, ops: [op(99, INTEGER, 'a', i64(1))] }),
);
both('create only and generation', (r) =>
  r.write({ info2: WRITE | CREATE_ONLY | GENERATION, generation: 9, ops: [a1] }),
);
both('update only and generation', (r) =>
  r.write({ info2: WRITE | GENERATION, info3: UPDATE_ONLY, generation: 9, ops: [a1] }),
);
both('generation and ttl', (r) => r.write({ info2: WRITE | GENERATION, generation: 9, ttl: -4, ops: [a1] }));
both('generation and type', (r) =>
  r.write({ info2: WRITE | GENERATION, generation: 9, ops: [op(OP.INCR, INTEGER, 'b', i64(1))] }),
);
both('ttl and type', (r) => r.write({ ttl: -4, ops: [op(OP.INCR, INTEGER, 'b', i64(1))] }));
both('wrong set', (r) => r.write({ fields: [namespaceField(), setField('another'), r.address[2]], ops: [a1] }));
both('wrong set and generation', (r) =>
  r.write({
    fields: [namespaceField(), setField('another'), r.address[2]],
    info2: WRITE | GENERATION,
    generation: 9,
    ops: [a1],
  }),
);
both('wrong set and ttl', (r) =>
  r.write({ fields: [namespaceField(), setField('another'), r.address[2]], ttl: -4, ops: [a1] }),
);
both('no set', (r) => r.write({ fields: [namespaceField(), r.address[2]], ops: [a1] }));
both('empty set field', (r) => r.write({ fields: [namespaceField(), setField(''), r.address[2]], ops: [a1] }));
both('set of 64 bytes', (r) =>
  r.write({ fields: [namespaceField(), setField('s'.repeat(64)), r.address[2]], ops: [a1] }),
);
both('get with wrong set', (r) => r.get({ fields: [namespaceField(), setField('another'), r.address[2]] }));
both('get without set', (r) => r.get({ fields: [namespaceField(), r.address[2]] }));
both('exists with wrong set', (r) => r.exists({ fields: [namespaceField(), setField('another'), r.address[2]] }));
both('delete with wrong set', (r) => r.remove({ fields: [namespaceField(), setField('another'), r.address[2]] }));
both('delete without set', (r) => r.remove({ fields: [namespaceField(), r.address[2]] }));
both('key empty', (r) => r.write({ more: [field(2, Buffer.alloc(0))], ops: [a1] }));
both('key of only a type', (r) => r.write({ more: [field(2, Buffer.from([3]))], ops: [a1] }));
both('integer key of 4 bytes', (r) => r.write({ more: [field(2, hex('01 00000001'))], ops: [a1] }));
both('float key', (r) => r.write({ more: [field(2, hex('02 3ff0000000000000'))], ops: [a1] }));
both('key of type 9', (r) => r.write({ more: [field(2, hex('09 31'))], ops: [a1] }));
both('key and ttl', (r) => r.write({ more: [field(2, Buffer.alloc(0))], ttl: -4, ops: [a1] }));
{
  const r = record('stored key');
  probes['stored key'] = [
    r.write({ more: [key('right')], ops: [a1] }),
    r.write({ more: [key('wrong')], ops: [a1] }),
    r.write({ more: [key('wrong')], ttl: -4, ops: [a1] }),
    r.get({ more: [key('wrong')] }),
    r.get({ more: [key('right')] }),
    r.exists({ more: [key('wrong')] }),
    r.get(),
    r.write({ ops: [b2] }),
    r.write({ info3: CREATE_OR_REPLACE, ops: [b2] }),
    r.get({ more: [key('wrong')] }),
    r.remove({ more: [key('wrong')] }),
    r.remove({ more: [key('right')] }),
  ];
  const n = record('key stored later');
  probes['key stored later'] = [
    n.write({ ops: [a1] }),
    n.get({ more: [key('any')] }),
    n.write({ more: [key('first')], ops: [a1] }),
    n.get({ more: [key('second')] }),
    n.both({ more: [key('second')], ops: [op(OP.INCR, INTEGER, 'a', i64(1))] }),
  ];
  const bins = record('order of bins');
  probes['order of bins'] = [
    bins.write({ ops: ['a', 'b', 'c', 'd', 'e'].map((name) => writeOp(name, INTEGER, i64(1))) }),
    bins.write({ ops: [nul('b')] }),
    bins.get(),
    bins.write({ ops: [nul('a'), writeOp('f', INTEGER, i64(2))] }),
    bins.get(),
    bins.write({ ops: [writeOp('a', INTEGER, i64(3)), nul('e'), nul('c')] }),
    bins.get(),
    bins.write({ info3: CREATE_OR_REPLACE, ops: [writeOp('z', INTEGER, i64(3)), writeOp('d', INTEGER, i64(3))] }),
    bins.get(),
  ];
  const atomic = record('atomic');
  probes['a failing operation leaves everything as it was'] = [
    atomic.write({ ops: [a1, b2] }),
    atomic.write({ ops: [writeOp('a', INTEGER, i64(99)), nul('b'), op(OP.APPEND, STRING, 'a', utf8('x'))] }),
    atomic.get(),
  ];
  const size = record('size');
  const blob = (bytes) => writeOp('b', BLOB, Buffer.alloc(bytes, 7));
  const inSet = { fields: [namespaceField(), setField('z'), digestField('size')] };
  probes['largest record'] = [
    size.write({ ...inSet, ops: [blob(1048527)] }),
    size.write({ ...inSet, ops: [blob(1048528)] }),
    size.write({ ...inSet, ttl: 100, ops: [blob(1048527)] }),
    size.write({ ...inSet, more: [], ops: [blob(1048520), writeOp('c', BOOL, hex('01'))] }),
    size.exists(inSet),
    size.remove(inSet),
  ];
}

// Every particle type, with right and wrong content.
for (const [name, particle, value] of [
  ['integer of 0 bytes', INTEGER, hex('')],
  ['integer of 1 byte', INTEGER, hex('ff')],
  ['integer of 2 bytes', INTEGER, hex('ffff')],
  ['integer of 3 bytes', INTEGER, hex('ffffff')],
  ['integer of 4 bytes', INTEGER, hex('ffffffff')],
  ['integer of 8 bytes', INTEGER, hex('ffffffffffffffff')],
  ['integer of 9 bytes', INTEGER, hex('ffffffffffffffffff')],
  ['float of 8 bytes', FLOAT, f64(1.5)],
  ['float of 4 bytes', FLOAT, hex('3f800000')],
  ['float NaN', FLOAT, hex('7ff8000000000001')],
  ['empty string', STRING, hex('')],
  ['string that is no UTF-8', STRING, hex('ff fe 80')],
  ['string with NUL', STRING, hex('610062')],
  ['empty blob', BLOB, hex('')],
  ['blob', BLOB, hex('000102')],
  ['bool true', BOOL, hex('01')],
  ['bool false', BOOL, hex('00')],
  ['bool 2', BOOL, hex('02')],
  ['bool of 2 bytes', BOOL, hex('0001')],
  ['empty bool', BOOL, hex('')],
  ...[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 21, 22, 24, 25, 255].map((type) => [
    `particle type ${type}`,
    type,
    hex('0102'),
  ]),
  ['empty list particle', LIST, hex('')],
  ['list', LIST, hex('93 01 02 03')],
  ['list with wide integers', LIST, hex('92 cd0001 cf0000000000000005')],
  ['list as array 16', LIST, hex('dc0002 01 02')],
  ['list with trailing bytes', LIST, hex('91 01 02')],
  ['list too short', LIST, hex('93 01 02')],
  ['list that is a map', LIST, hex('80')],
  ['ordered list', LIST, hex('93 c70001 01 02')],
  ['ordered list out of order', LIST, hex('93 c70001 02 01')],
  ['ordered empty list', LIST, hex('91 c70001')],
  ['list with a string', LIST, hex('91 a3 03 61 62')],
  ['list with str 8', LIST, hex('91 d903 03 61 62')],
  ['list with bin', LIST, hex('91 c402 61 62')],
  ['list with float 32', LIST, hex('91 ca3f800000')],
  ['list with nil and bools', LIST, hex('93 c0 c2 c3')],
  ['list with an ext', LIST, hex('91 d4ff00')],
  ['list with an unused byte', LIST, hex('91 c1')],
  ['nested list', LIST, hex('91 92 01 91 02')],
  ['list with string without type', LIST, hex('91 a0')],
  ['list with flag 64', LIST, hex('91 c70040')],
  ['list persist index', LIST, hex('92 c70010 01')],
  ['list deeply nested', LIST, Buffer.concat([Buffer.alloc(64, 0x91), hex('01')])],
  ['empty map particle', MAP, hex('')],
  ['map', MAP, hex('81 a20361 01')],
  ['unordered map', MAP, hex('82 a20362 01 a20361 02')],
  ['key ordered map', MAP, hex('83 c70001 c0 a20361 01 a20362 02')],
  ['key ordered map out of order', MAP, hex('83 c70001 c0 a20362 01 a20361 02')],
  ['key value ordered map', MAP, hex('83 c70003 c0 a20361 01 a20362 02')],
  ['value ordered only', MAP, hex('82 c70002 c0 a20361 01')],
  ['map with duplicate keys', MAP, hex('82 01 01 01 02')],
  ['map with trailing bytes', MAP, hex('81 01 01 01')],
  ['map too short', MAP, hex('82 01 01')],
  ['map that is a list', MAP, hex('90')],
  ['map with nil key', MAP, hex('81 c0 01')],
  ['map with bool key', MAP, hex('81 c3 01')],
  ['map with float key', MAP, hex('81 cb3ff0000000000000 01')],
  ['map with list key', MAP, hex('81 90 01')],
  ['map with blob key', MAP, hex('81 a20401 01')],
  ['map with integer keys', MAP, hex('83 05 01 ff 02 00 03')],
  ['map with mixed keys', MAP, hex('83 a20361 01 05 02 a20401 03')],
  ['empty map', MAP, hex('80')],
  ['empty ordered map', MAP, hex('81 c70001 c0')],
  ['map 16', MAP, hex('de0001 01 01')],
  ['map with flag 64', MAP, hex('81 c70040 c0')],
  ['map with wide keys', MAP, hex('81 cd0001 01')],
  ['point', GEOJSON, Buffer.concat([hex('00 0000'), point])],
  ['point with cells sent', GEOJSON, Buffer.concat([hex('00 0001 0000000000000001'), point])],
  ['geojson too short', GEOJSON, hex('00 00')],
  ['geojson without text', GEOJSON, hex('00 0000')],
  ['geojson that is no json', GEOJSON, Buffer.concat([hex('00 0000'), utf8('x')])],
  ['geojson of unknown type', GEOJSON, Buffer.concat([hex('00 0000'), utf8('{"type":"X"}')])],
  ['geojson with too many cells', GEOJSON, Buffer.concat([hex('00 ffff'), point])],
  ['hll of 0 bytes', HLL, hex('')],
  ['hll garbage', HLL, hex('00 04 00 0000000000000000')],
]) {
  both(`write ${name}`, (r) => r.write({ ops: [writeOp('v', particle, value)] }));
}

export const writing = probes;
