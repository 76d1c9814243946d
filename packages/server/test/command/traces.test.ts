// Why a filter was not true, for clients that ask server 8.2 for a trace: outcomes and operands of the vendor's tests
// (docs/protocol/server-8.2.md, "Error details"; AEL texts with the record of the server's own test page).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unpackValue } from '../helpers/msgpack.ts';
import { bytes } from '../helpers/raw-client.ts';
import { op, READ_ALL, text, WRITE, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

const FILTER = 43;
const DETAILS = 45;
const TRACE = 0x60;
const FAULT = 1;
const FALSE = 2;
const ABSENT = 3;

function ael(source: string): Buffer {
  const length = Buffer.byteLength(source).toString(16).padStart(4, '0');
  return bytes(`92cc80 c5${length}${text(source)}`);
}

const EXPECTED: readonly (readonly [
  source: string,
  outcome: number,
  operation: string,
  operands?: [string, string],
])[] = [
  ['$.name == "ael" and $.x == 11', FALSE, 'eq', ['10', '11']],
  ['$.missing == 2', ABSENT, 'bin'],
  ['$.x / 0 == 1', FAULT, 'div'],
  ['$.x == 999 or $.name == "no"', FALSE, 'or'],
  ['exclusive($.x == 10, $.missing == 1)', ABSENT, 'bin'],
  ['$.xs:LIST.[9]:INT == 1', FAULT, 'call'],
  ['$.xs:LIST.[0]:INT == 99', FALSE, 'eq', ['1', '99']],
  ['not($.x == 10)', FALSE, 'not'],
  ['let(a = $.x + 1) then ($\u007ba} == 99)', FALSE, 'let'],
  ['when($.x == 11 => 1, default => 3) == 99', FALSE, 'eq', ['3', '99']],
];

test('a trace names what decided, with the operands of a comparison', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  await run({
    ...WRITE,
    ops: [writeInt('x', 10), op(2, 3, 'name', text('ael')), op(2, 20, 'xs', '93010203')],
  });
  for (const [source, outcome, operation, operands] of EXPECTED) {
    const reply = await run({ ...READ_ALL, info4: TRACE, fields: [[FILTER, ael(source)]] });
    assert.strictEqual(reply.resultCode, 27, source);
    const details = unpackValue(reply.fields.get(DETAILS) ?? '') as Map<number, unknown>;
    const trace = details.get(3) as Map<number, unknown>;
    assert.deepStrictEqual(
      { phase: trace.get(1), operation: trace.get(3), outcome: trace.get(7), language: trace.get(8) },
      { phase: 2, operation, outcome, language: 2 },
      source,
    );
    assert.deepStrictEqual(trace.get(13), operands, source);
    assert.strictEqual((trace.get(5) as unknown[]).length, trace.get(4), source);
    assert.strictEqual(
      details.get(2),
      operation === 'div' ? 'division by zero' : (details.get(2) ?? undefined),
      source,
    );
  }
});

test('the trace of an expression says where its part begins, and is there only for who asks', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  await run({ ...WRITE, ops: [writeInt('x', 10)] });
  // and(x > 5, x < 7)
  const fields = [[FILTER, bytes('93 10 93 03 93 51 02 a178 05 93 05 93 51 02 a178 07')]] as const;
  const { fields: details } = await run({ ...READ_ALL, info4: TRACE, fields });
  const trace = (unpackValue(details.get(DETAILS) ?? '') as Map<number, Map<number, unknown>>).get(3);
  assert.deepStrictEqual([trace?.get(2), trace?.get(5), trace?.get(13)], [10, ['and', 'lt'], ['10', '7']]);
  for (const info4 of [0, 0x20, 0x40]) {
    const { resultCode, fields: none } = await run({ ...READ_ALL, info4, fields });
    assert.deepStrictEqual([resultCode, none.size], [27, 0]);
  }
});

test('a trace fits its field, however long the filter is', async (t) => {
  const { run } = await startServer(t, { version: '8.2' });
  await run({ ...WRITE, ops: [op(2, 3, 's', text('é'.repeat(400)))] });
  const equal = `93 01 93 51 03 a173 d9c9 03 ${text('ü'.repeat(100))}`;
  for (const filter of [equal, `${'93 10 c3 '.repeat(30)}${equal}`]) {
    const reply = await run({ ...READ_ALL, info4: TRACE, fields: [[FILTER, bytes(filter)]] });
    assert.strictEqual(reply.resultCode, 27);
    const hex = reply.fields.get(DETAILS) ?? '';
    assert.ok(hex.length > 0 && hex.length / 2 <= 1024, `${hex.length / 2} bytes`);
    unpackValue(hex);
  }
  // One that nobody follows so far has none.
  const deep = `${'92 12 '.repeat(101)}93 02 ${equal.slice(6)}`;
  const reply = await run({ ...READ_ALL, info4: TRACE, fields: [[FILTER, bytes(deep)]] });
  assert.deepStrictEqual([reply.resultCode, reply.fields.size], [27, 0]);
});
