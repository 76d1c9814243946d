import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  OP,
  OPERATIONS,
  type OperationName,
  operationOf,
  SCALAR_OPERATION,
  scalarOperationOf,
} from '../../../src/wire/codes/ops.ts';
import { recorded } from '../../model/recorded-module.ts';

function vendorCode(name: string): number {
  const made = recorded.operations[name];
  assert.ok(made, name);
  return (made.fields as { op: number }).op;
}

test('every operation is found by its code, and no two share one', () => {
  const codes = Object.values(OP);
  assert.strictEqual(new Set(codes).size, codes.length);
  for (const name of Object.keys(OPERATIONS) as OperationName[])
    assert.strictEqual(operationOf(OP[name]), OPERATIONS[name]);
  for (const code of [-1, 0, 6, 20, 255, Number.NaN]) assert.strictEqual(operationOf(code), undefined);
});

test('a public operation is the one that the vendor means by its number', () => {
  const names = {
    read: 'READ',
    write: 'WRITE',
    add: 'INCR',
    incr: 'INCR',
    append: 'APPEND',
    prepend: 'PREPEND',
  } as const;
  for (const [name, operation] of Object.entries(names)) {
    const code = vendorCode(name);
    assert.strictEqual(SCALAR_OPERATION[operation], code, name);
    assert.strictEqual(scalarOperationOf(code), OPERATIONS[operation], name);
  }
  assert.strictEqual(scalarOperationOf(vendorCode('touch')), OPERATIONS.TOUCH);
  assert.strictEqual(scalarOperationOf(vendorCode('delete')), OPERATIONS.DELETE_ALL);
  for (const code of [-1, 7, 100]) assert.strictEqual(scalarOperationOf(code), undefined);
});

test('a family has one operation that reads and one that modifies', () => {
  for (const family of ['cdt', 'exp', 'bits', 'hll'] as const) {
    const rows = Object.values(OPERATIONS).filter((row) => row.family === family);
    assert.deepStrictEqual(rows.map((row) => row.modifies).sort(), [false, true], family);
  }
});
