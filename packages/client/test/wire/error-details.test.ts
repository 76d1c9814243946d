// Details of errors as servers send them. The bytes are those with which the vendor's C client tests its own reader
// ("full expression trace parse"), and others put together by hand after docs/protocol/server-8.2.md.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { readErrorDetails } from '../../src/wire/error-details.ts';
import { Random } from '../helpers/random.ts';
import { field, message } from '../helpers/reply-rows.ts';

const ERROR_DETAILS = 45;
const NAMESPACE = field(0, Buffer.from('test'));
const text = (value: string): string =>
  (value.length < 32 ? (0xa0 | value.length).toString(16) : `d9${value.length.toString(16)}`) +
  Buffer.from(value).toString('hex');

function read(...details: string[]): unknown {
  const bytes = message({
    code: 4,
    fields: [NAMESPACE, ...details.map((one) => field(ERROR_DETAILS, Buffer.from(one.replaceAll(' ', ''), 'hex')))],
  });
  return readErrorDetails(bytes, 0, bytes.length);
}

const TRACE = [
  `0102 02cd04d2 03${text('cmp_eq')} 0403`,
  `0593${text('root')}${text('bin')}${text('leaf')}`,
  `06${text('ibin == 99999')} 0702 0802 0905 0a03`,
].join('');

test('subcode, text and trace are read, each where it is there', () => {
  deepStrictEqual(read(`83 01cd1092 02${text('expression failed')} 03 8a ${TRACE}`), {
    subcode: 4242,
    message: 'expression failed',
    trace: {
      phase: 2,
      byteOffset: 1234,
      op: 'cmp_eq',
      depth: 3,
      path: ['root', 'bin', 'leaf'],
      snippet: 'ibin == 99999',
      outcome: 2,
      language: 2,
      textOffset: 5,
      textSpan: 3,
    },
  });
  deepStrictEqual(read('81 0101'), { subcode: 1, message: undefined, trace: undefined });
  deepStrictEqual(read(`81 02${text('gone')}`), { subcode: 0, message: 'gone', trace: undefined });
  deepStrictEqual(read(`81 02 da0005 ${Buffer.from('grün').toString('hex')}`), {
    subcode: 0,
    message: 'grün',
    trace: undefined,
  });
  deepStrictEqual(read(`81 03 81 0d92${text('10')}${text('11')}`), {
    subcode: 0,
    message: undefined,
    trace: { operands: ['10', '11'] },
  });
  strictEqual(read(), undefined);
  strictEqual(read('80'), undefined);
});

test('what a later server adds is passed over, and so is what is not of its kind', () => {
  deepStrictEqual(read(`84 0993010203 0107 0481 a16101 02${text('x')}`), {
    subcode: 7,
    message: 'x',
    trace: undefined,
  });
  deepStrictEqual(read(`83 01${text('x')} 0291 01 03 82 0105 0c${text('y')}`), {
    subcode: 0,
    message: undefined,
    trace: { phase: 5 },
  });
  deepStrictEqual(read('82 0103 03 83 03 05 05 c0 0107'), { subcode: 3, message: undefined, trace: { phase: 7 } });
});

test('bytes that are no details leave what came before them, and nothing else', () => {
  for (const [bytes, subcode] of [
    ['', undefined],
    ['01', undefined],
    ['9101', undefined],
    ['deffff', undefined],
    ['dfffffffff 0101', undefined],
    ['82 0105 02dbffffffff', 5],
    ['82 0105 c0c0', 5],
    ['82 0105 03ddffffffff', 5],
    [`83 0105 03${'81'.repeat(200)}`, 5],
    [`82 0105 02 da8000${'00'.repeat(40_000)}`, undefined],
  ] as const) {
    strictEqual((read(bytes) as { subcode: number } | undefined)?.subcode, subcode, bytes.slice(0, 20));
  }
});

test('cut off at any byte, or garbled at any, details are an answer or none', () => {
  const whole = Buffer.from(`8301cd109202${text('expression failed')}038a${TRACE}`.replaceAll(' ', ''), 'hex');
  for (let end = 0; end < whole.length; end++) read(whole.subarray(0, end).toString('hex'));
  Random.run((random) => {
    for (let i = 0; i < 2_000; i++) {
      const bytes = Buffer.from(whole);
      for (let n = 1 + random.below(4); n > 0; n--) bytes[random.below(bytes.length)] = random.below(256);
      read(bytes.toString('hex'));
      const all = message({ code: 4, fields: [field(ERROR_DETAILS, bytes)] });
      all[18 + random.below(9)] = random.below(256);
      readErrorDetails(all, 0, all.length);
    }
  });
});
