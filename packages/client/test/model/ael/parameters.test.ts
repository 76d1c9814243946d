// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { notStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import type { AerospikeExp } from '../../../src/model/exp/entry.ts';
import { Double, exp, GeoJSON } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';

const same = (actual: AerospikeExp, expected: AerospikeExp): void =>
  strictEqual(encodeExpression(actual).toString('hex'), encodeExpression(expected).toString('hex'));

test('parameters are values, whatever they contain', () => {
  const evil = "x' or 1 == 1 or 'a' == 'a";
  same(exp.ael('$.name == ?0', [evil]), exp.eq(exp.binStr('name'), exp.str(evil)));
  same(exp.ael('$.name == ?who', { who: evil }), exp.eq(exp.binStr('name'), exp.str(evil)));
  same(exp.ael`$.name == ${evil}`, exp.eq(exp.binStr('name'), exp.str(evil)));
});

test('a parameter gives its type to the other side', () => {
  const blob = Buffer.from('cafe', 'hex');
  const geo = new GeoJSON({ type: 'Point', coordinates: [1, 2] });
  same(exp.ael`$.b == ${2n ** 60n}`, exp.eq(exp.binInt('b'), exp.int(2n ** 60n)));
  same(exp.ael`$.b == ${1.5}`, exp.eq(exp.binFloat('b'), exp.float(1.5)));
  same(exp.ael`$.b == ${new Double(1)}`, exp.eq(exp.binFloat('b'), exp.float(1)));
  same(exp.ael`$.b == ${true}`, exp.eq(exp.binBool('b'), exp.bool(true)));
  same(exp.ael`$.b == ${blob}`, exp.eq(exp.binBlob('b'), exp.bytes(blob)));
  same(exp.ael`$.b == ${[1, 2]}`, exp.eq(exp.binList('b'), exp.list([1, 2])));
  same(exp.ael`$.b == ${{ a: 1 }}`, exp.eq(exp.binMap('b'), exp.map({ a: 1 })));
  same(exp.ael`geoCompare($.b, ${geo})`, exp.cmpGeo(exp.binGeo('b'), exp.geo(geo)));
});

test('a whole number is an integer, and a float where only a float fits', () => {
  same(exp.ael`$.b > ${3}`, exp.gt(exp.binInt('b'), exp.int(3)));
  same(exp.ael`$.b:FLOAT > ${3}`, exp.gt(exp.binFloat('b'), exp.float(3)));
  same(exp.ael`$.b * 1.5 > ${3}`, exp.gt(exp.mul(exp.binFloat('b'), exp.float(1.5)), exp.float(3)));
});

test('parameters stand in selectors and lists', () => {
  const { VALUE, COUNT } = { VALUE: 7 as never, COUNT: 5 as never };
  same(
    exp.ael`$.m.${'a b'} == ${1}`,
    exp.eq(exp.maps.getByKey(exp.binMap('m'), exp.str('a b'), exp.type.INT, VALUE), exp.int(1)),
  );
  same(
    exp.ael`$.l.[=${1}:${5}].count() == 2`,
    exp.eq(exp.lists.getByValueRange(exp.binList('l'), exp.int(1), exp.int(5), COUNT), exp.int(2)),
  );
  same(exp.ael`$.x in ${['a', 'b']}`, exp.ael('$.x in ["a", "b"]'));
});

test('a template keeps backslashes, and variables of let behind one', () => {
  same(exp.ael`let (a = ${1}) then (\${a} == 1)`, exp.ael('let (a = 1) then (${a} == 1)'));
  same(exp.ael`$.n =~ /^a\.b$/`, exp.cmpRegex(1, '^a\\.b$', exp.binStr('n')));
});

test('a value that nothing refers to is refused', () => {
  throws(() => exp.ael`$.name == '${'x'}'`, { message: 'AEL: no ?0 in the text, outside quotes, for its parameter' });
  throws(() => exp.ael('$.a == ?0', [1, 2]), { message: 'AEL: no ?1 in the text, outside quotes, for its parameter' });
});

test('what is no value is refused', () => {
  for (const value of [null, undefined, () => 1, Symbol('a'), new Date()]) {
    throws(() => exp.ael('$.a == ?0', [value]), /parameter \?0 is /);
  }
  for (const text of [1, null, undefined, {}, []]) throws(() => exp.ael(text as never), /exp.ael takes text, not/);
  throws(() => exp.ael('$.a == 1', 5 as never), {
    message: 'parameters of exp.ael are an array or an object, not number',
  });
});

test('a text that comes again is not shared with those who change what they got', () => {
  const first = exp.ael('$.cached == 1');
  const second = exp.ael('$.cached == 1');
  notStrictEqual(first, second);
  first.push({ op: 1 });
  same(exp.ael('$.cached == 1'), second);
});
