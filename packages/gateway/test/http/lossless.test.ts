// The lossless form: every particle, rendered and read again, is the same particle. Hand-written bytes are of real
// servers' records (docs/protocol/particles.md, msgpack.md); random ones come from a seeded generator.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PARTICLE, Particle, Writer, writeParticle } from 'tendril/wire';
import { parseLossless } from '../../src/http/lossless-body.ts';
import { renderLossless } from '../../src/http/lossless-text.ts';
import { Problem } from '../../src/http/problem.ts';

const particle = (type: number, hex: string): Particle =>
  new Particle(type, Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** What the client would send for a bin value that was read. */
function stored(value: unknown): string {
  const w = new Writer();
  const type = writeParticle(w, value as never);
  return `${type} ${w.take().toString('hex')}`;
}

function roundTrip(given: Particle): string {
  const text = renderLossless({ b: given });
  return stored(parseLossless(Buffer.from(text)).b);
}

const same = ({ type, bytes }: Particle): string => `${type} ${bytes.toString('hex')}`;

test('what each particle is rendered as', () => {
  const cases: [Particle, string][] = [
    [particle(PARTICLE.INTEGER, '7fffffffffffffff'), '9223372036854775807'],
    [particle(PARTICLE.INTEGER, 'ffffffffffffffff'), '-1'],
    [particle(PARTICLE.FLOAT, '4000000000000000'), '2.0'],
    [particle(PARTICLE.FLOAT, '8000000000000000'), '-0.0'],
    [particle(PARTICLE.FLOAT, '3ff8000000000000'), '1.5'],
    [particle(PARTICLE.FLOAT, '44b52d02c7e14af6'), '1e+23'],
    [particle(PARTICLE.FLOAT, '7ff0000000000000'), '{"$double":"Infinity"}'],
    [particle(PARTICLE.FLOAT, '7ff8000000000001'), '{"$double":"NaN","$bits":"7ff8000000000001"}'],
    [particle(PARTICLE.STRING, 'd0ba22'), '"к\\""'],
    [particle(PARTICLE.STRING, 'ff'), '{"$particle":3,"$bytes":"/w=="}'],
    [particle(PARTICLE.BOOL, '01'), 'true'],
    [particle(PARTICLE.BLOB, '01ff'), '{"$bytes":"Af8="}'],
    [particle(PARTICLE.PYTHON_BLOB, '01ff'), '{"$particle":9,"$bytes":"Af8="}'],
    [particle(PARTICLE.HLL, '000400'), '{"$hll":"AAQA"}'],
    [particle(PARTICLE.LIST, '93 01 cb3ff0000000000000 a2 0361'), '[1,1.0,"a"]'],
    [particle(PARTICLE.LIST, '93 c70001 01 02'), '{"$list":[1,2],"$order":1}'],
    [particle(PARTICLE.LIST, '92 a3 0401ff c0'), '[{"$bytes":"Af8="},null]'],
    [particle(PARTICLE.LIST, '91 a4 17 7b7d20'), '[{"$geojson":"{} "}]'],
    [particle(PARTICLE.MAP, '82 c70001c0 a20361 01'), '{"a":1}'],
    [particle(PARTICLE.MAP, '83 c70001c0 01 c2 a20361 c3'), '{"$map":[[1,false],["a",true]],"$order":1}'],
    [particle(PARTICLE.MAP, '82 c70001c0 a30324 61 01'), '{"$map":[["$a",1]],"$order":1}'],
    [particle(PARTICLE.MAP, '80'), '{"$map":[],"$order":0}'],
    [particle(PARTICLE.MAP, '81 c70001c0'), '{}'],
    [particle(PARTICLE.MAP, '82 c70003c0 a2 0461 01'), '{"$map":[[{"$bytes":"YQ=="},1]],"$order":3}'],
    [particle(PARTICLE.LIST, '91 ca3f800000'), '{"$particle":20,"$bytes":"kco/gAAA"}'],
    [particle(PARTICLE.LIST, '91 cfffffffffffffffff'), '{"$particle":20,"$bytes":"kc///////////w=="}'],
    [particle(PARTICLE.VECTOR, '0102'), '{"$particle":16,"$bytes":"AQI="}'],
  ];
  for (const [given, text] of cases) {
    assert.strictEqual(renderLossless({ b: given }), `{"b":${text}}`);
    assert.strictEqual(roundTrip(given), same(given), text);
  }
  // Cut off within the header, and within the cells that it announces.
  for (const [hex, base64] of [
    ['00', 'AA=='],
    ['0000', 'AAA='],
    ['00 0001 01020304', 'AAABAQIDBA=='],
  ] as const) {
    const cut = particle(PARTICLE.GEOJSON, hex);
    assert.strictEqual(renderLossless({ b: cut }), `{"b":{"$particle":23,"$bytes":"${base64}"}}`);
    assert.strictEqual(roundTrip(cut), same(cut), hex);
  }
  const geo = particle(PARTICLE.GEOJSON, `00 0001 0102030405060708 ${Buffer.from('{"a": 1}').toString('hex')}`);
  assert.strictEqual(renderLossless({ b: geo }), '{"b":{"$geojson":"{\\"a\\": 1}"}}');
  // The cells are the server's.
  assert.strictEqual(
    roundTrip(geo),
    same(particle(PARTICLE.GEOJSON, `00 0000 ${Buffer.from('{"a": 1}').toString('hex')}`)),
  );
});

test('a bin may have any name', () => {
  // Read by the careful parser and by that of the engine.
  for (const [last, wanted] of [
    ['2.0', '2 4000000000000000'],
    ['2', '1 0000000000000002'],
  ]) {
    const bins = parseLossless(Buffer.from(`{"__proto__":1,"constructor":{"$bytes":"AQ=="},"toString":${last}}`));
    assert.deepStrictEqual(
      Object.entries(bins).map(([name, value]) => [name, stored(value)]),
      [
        ['__proto__', '1 0000000000000001'],
        ['constructor', '4 01'],
        ['toString', wanted],
      ],
    );
  }
});

test('any value that a client can store returns as the same bytes', () => {
  const seed = Number(process.env.SEED ?? 20_261_128);
  const random = generator(seed);
  for (let round = 0; round < 3_000; round += 1) {
    const w = new Writer();
    const type = writeParticle(w, anyValue(random, 0) as never);
    const given = new Particle(type, w.take());
    // A null bin is no bin.
    if (type === PARTICLE.NULL) continue;
    assert.strictEqual(roundTrip(given), same(given), `seed ${seed}, round ${round}: ${renderLossless({ b: given })}`);
  }
});

test('any bytes at all return as they were, or as the same value in its usual spelling', () => {
  const seed = Number(process.env.SEED ?? 20_261_129);
  const random = generator(seed);
  for (let round = 0; round < 3_000; round += 1) {
    const type = [PARTICLE.STRING, PARTICLE.LIST, PARTICLE.MAP, PARTICLE.HLL, PARTICLE.BOOL, 99][random(6)] as number;
    const given = new Particle(type, Buffer.from(Array.from({ length: random(12) }, () => random(256))));
    let again: string;
    try {
      again = roundTrip(given);
    } catch (error) {
      // No server stores a list or a map that is none, or one with such keys.
      assert.strictEqual(
        error instanceof Problem && /not one value of msgpack|the key of/.test(error.message),
        true,
        `seed ${seed}`,
      );
      continue;
    }
    if (again === same(given)) continue;
    // Other spellings of the same value: numbers and lengths have several, and order is the server's to keep.
    assert.strictEqual(type === PARTICLE.LIST || type === PARTICLE.MAP, true, `seed ${seed}, round ${round}`);
    const [first, second] = again.split(' ');
    const settled = new Particle(Number(first), Buffer.from(second ?? '', 'hex'));
    assert.strictEqual(renderLossless({ b: settled }).length > 0, true);
    assert.strictEqual(roundTrip(settled), same(settled), `seed ${seed}, round ${round}`);
  }
});

test('lists and maps with an order are sorted, as servers want them', () => {
  const parse = (value: string) => stored(parseLossless(Buffer.from(`{"b":${value}}`)).b);
  const sorted = parse('{"$list":[1,2,"a"],"$order":1}');
  assert.strictEqual(parse('{"$list":["a",2,1],"$order":1}'), sorted);
  assert.notStrictEqual(parse('["a",2,1]'), parse('[1,2,"a"]'));
  assert.strictEqual(parse('{"$map":[["b",1],[2,1]],"$order":1}'), parse('{"$map":[[2,1],["b",1]],"$order":1}'));
  assert.strictEqual(parse('{"b":1,"a":2}'), parse('{"$map":[["a",2],["b",1]],"$order":1}'));
});

test('what is no lossless form is refused with its place', () => {
  for (const [body, pointer] of [
    ['{"b":{"$bytes":"a"}}', '#/b'],
    ['{"b":{"$bytes":1}}', '#/b'],
    ['{"b":{"$bytes":"","x":1}}', '#/b'],
    ['{"b":{"$nothing":1}}', '#/b'],
    ['{"b":[{"a":{"$geojson":{}}}]}', '#/b/0/a'],
    ['{"b":{"$double":"1"}}', '#/b'],
    ['{"b":{"$double":"NaN","$bits":"00"}}', '#/b'],
    ['{"b":{"$particle":0,"$bytes":""}}', '#/b'],
    ['{"b":{"$particle":256,"$bytes":""}}', '#/b'],
    ['{"b":{"$list":{}}}', '#/b'],
    ['{"b":{"$list":[],"$order":1.5}}', '#/b'],
    ['{"b":{"$map":[[1]]}}', '#/b'],
    [`{"b":${'['.repeat(65)}${']'.repeat(65)}}`, `#/b${'/0'.repeat(64)}`],
    ['{"b":{"$particle":20,"$bytes":"kgE="}}', '#/b'],
    ['{"sixteen-bytes-xx":1}', '#/sixteen-bytes-xx'],
    ['{"b":{"$map":[[1e400,1]]}}', '#/b/$map/0/0'],
    // A real server says of these no more than that something is wrong: result code 1.
    ['{"b":{"$map":[[1,2],[1,3]],"$order":1}}', '#/b/1'],
    ['{"b":{"$map":[["a",2],["b",3],["a",4]],"$order":0}}', '#/b/2'],
    ['{"b":{"$map":[[null,2]],"$order":1}}', '#/b/0'],
    ['{"b":{"$map":[[[1],2]]}}', '#/b/0'],
    ['{"b":[{"$map":[[1.5,2]],"$order":1}]}', '#/b/0/0'],
    ['{"b":{"$map":[[true,2]],"$order":1}}', '#/b/0'],
    ['{"b":{"$map":[[{"$geojson":"{}"},2]],"$order":1}}', '#/b/0'],
  ] as const) {
    assert.throws(
      () => parseLossless(Buffer.from(body)),
      (error) => error instanceof Problem && decodeURIComponent(error.extras.errors?.[0]?.pointer ?? '') === pointer,
      body,
    );
  }
});

/** A number below the bound, from a linear congruence. */
function generator(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function anyValue(random: (bound: number) => number, depth: number): unknown {
  const text = () =>
    ['', 'a', '$bytes', '__proto__', 'ключ', '"\\\u0000', '1', 'x'.repeat(random(300))][random(8)] as string;
  const integer = () =>
    [0, -1, 127, 128, -33, 2 ** 31, Number.MAX_SAFE_INTEGER, 2n ** 63n - 1n, -(2n ** 63n), random(1000)][random(10)];
  const bytes = () => Buffer.from(Array.from({ length: random(5) }, () => random(256)));
  // Two buffers of the same bytes would be two keys of a Map, and no two of what is stored.
  const key = (at: number) => [text, integer, () => Buffer.concat([Buffer.from([at]), bytes()])][random(3)]?.();
  const double = () => [0, -0, 1, 1.5, 1e300, 5e-324, -1e21, Infinity, -Infinity, NaN][random(10)] as number;
  const floating = () => {
    const b = Buffer.alloc(8);
    b.writeDoubleBE(double());
    return depth === 0 ? new Particle(PARTICLE.FLOAT, b) : b.readDoubleBE() % 1 === 0 ? 0.5 : b.readDoubleBE();
  };
  const items = () => Array.from({ length: random(4) }, () => anyValue(random, depth + 1));
  const kinds = [
    text,
    integer,
    bytes,
    floating,
    () => random(2) === 0,
    () => null,
    () => (depth < 5 ? items() : 1),
    () => (depth < 5 ? new Map(items().map((item, at) => [key(at), item])) : 1),
    () => (depth < 5 ? Object.fromEntries(items().map((item) => [`k${random(9)}`, item])) : 1),
  ];
  return (kinds[random(kinds.length)] as () => unknown)();
}
