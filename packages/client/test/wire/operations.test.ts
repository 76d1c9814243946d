// Operations as bytes, against what the vendor's client sends for the same calls, and against requests built by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { wrongArgument } from '../../src/command/record/function-arguments.ts';
import { respondAll, TRAIT, traitsOf, writeOperation } from '../../src/command/record/operate.ts';
import type { BinValue } from '../../src/model/bin-value.ts';
import { bitwise } from '../../src/model/operations/bitwise.ts';
import { CdtContext } from '../../src/model/operations/context.ts';
import { hll } from '../../src/model/operations/hll.ts';
import { lists } from '../../src/model/operations/lists.ts';
import { maps } from '../../src/model/operations/maps.ts';
import { Operation } from '../../src/model/operations/operation.ts';
import { operations } from '../../src/model/operations/scalar.ts';
import { MapPolicy } from '../../src/model/policies/collection-policies.ts';
import { FUNCTIONS, type FunctionRow } from '../../src/wire/codes/functions.ts';
import { INFO2 } from '../../src/wire/codes/message.ts';
import { contextFromBase64, contextToBase64 } from '../../src/wire/context.ts';
import { writeExpression } from '../../src/wire/expressions/encode.ts';
import { packValue } from '../../src/wire/msgpack/pack.ts';
import { unpackValue } from '../../src/wire/msgpack/unpack.ts';
import { Writer } from '../../src/wire/writer.ts';
import { type GoldenVector, goldenVectors } from './golden.ts';

function encoded(operation: Operation): string {
  const w = new Writer(16);
  writeOperation(w, operation);
  return w.take().toString('hex');
}

const OTHER = Buffer.from('00040000000000000000000000000c4000000000000000', 'hex');

/** The operation of a vector that the vendor's client sent, by the call that its description has. */
function calledBy({ description, binName }: GoldenVector): Operation {
  const [call] = description.replace(/^operate: /, '').split(' (npm 6.7.1 defect') as [string];
  const { returnType } = binName === 'm' ? maps : lists;
  const globals = { lists, maps, bitwise, hll, returnType, hb: OTHER, Object, Buffer, as: { MapPolicy } };
  // The test of whether `overflowAction` is a function is the vector's own; in both clients it is a number.
  return runInNewContext(call.replace(/^(.*?)\.overflowAction \? .* : (Object\.assign.*)$/, '$2'), globals);
}

const captured = goldenVectors.filter(({ kind }) => kind === 'op');

test(`${captured.length} operations are the bytes that the vendor's client sent for the same calls`, () => {
  assert.strictEqual(captured.length >= 97, true);
  for (const vector of captured) {
    const operation = calledBy(vector);
    const { opWireHex } = vector;
    // The vendor's client looks for the last bit where the first is asked for.
    const expected = /lscan/.test(vector.name) ? opWireHex?.replace(/3518(?=08c3$)/, '3418') : opWireHex;
    assert.strictEqual(encoded(operation), expected, vector.description);
    const traits = traitsOf([operation]);
    const info2 = (traits & TRAIT.WRITES ? INFO2.WRITE : 0) | respondAll({ respondAllOps: false }, traits);
    assert.strictEqual(info2, vector.info2, vector.description);
  }
});

const CONTEXTS: { readonly [description: string]: CdtContext } = {
  'contextToBase64: listIndex 1, mapKey "k", mapKeyCreate "z" KEY_ORDERED': new CdtContext()
    .addListIndex(1)
    .addMapKey('k')
    .addMapKeyCreate('z', maps.order.KEY_ORDERED),
  'contextToBase64: mapKey 5': new CdtContext().addMapKey(5),
  'contextToBase64: listValue "x", mapValue 2, listRank -1, mapIndex 0, mapRank 1': new CdtContext()
    .addListValue('x')
    .addMapValue(2)
    .addListRank(-1)
    .addMapIndex(0)
    .addMapRank(1),
};

test('contexts are the text that the vendor makes of them, and are read from it', () => {
  const vectors = goldenVectors.filter(({ kind }) => kind === 'ctx');
  assert.strictEqual(vectors.length, 3);
  for (const { description, opsHex } of vectors) {
    const context = CONTEXTS[description] as CdtContext;
    const text = contextToBase64(context, writeExpression);
    assert.strictEqual(Buffer.from(text, 'base64').toString('hex'), opsHex, description);
    assert.deepStrictEqual(contextFromBase64(text), context);
  }
});

type Call = Operation & { [name: string]: unknown };

const ROWS: readonly FunctionRow[] = Object.values(FUNCTIONS).flatMap((group) => Object.values<FunctionRow>(group));

/** The operation that a request built by hand stands for; undefined where no function of the client makes it. */
function operationOf(vector: GoldenVector): Call | undefined {
  let payload: BinValue;
  const bytes = Buffer.from(vector.opsHex ?? '', 'hex');
  try {
    payload = unpackValue(bytes, 0, bytes.length);
  } catch {
    return undefined;
  }
  if (!Array.isArray(payload)) return undefined;
  const [first, steps] = payload as [unknown, unknown];
  const [code, ...values] = (first === 0xff ? payload[2] : payload) as readonly BinValue[];
  const row = ROWS.find(
    (one) => one.op === vector.opType && one.code === plainCode(code) && one.parameters[0]?.kind !== 'newList',
  );
  if (row === undefined) return undefined;
  const operation = new Operation(row.number, vector.binName ?? '') as Call;
  if (first === 0xff) {
    const context = new CdtContext();
    for (let i = 0; i < (steps as BinValue[]).length; i += 2) {
      context.items.push([(steps as number[])[i] as number, (steps as BinValue[])[i + 1]]);
    }
    operation.context = context;
  }
  if (!setArguments(row, operation, code as number, values)) return undefined;
  return wrongArgument(row, operation) === undefined ? operation : undefined;
}

const MODES = { 65: [67, 2], 66: [68, 2], 69: [67, 1], 70: [68, 1] } as {
  [code: number]: [plain: number, mode: number];
};

/** Adding and replacing entries are the write modes of putting them. */
function plainCode(code: unknown): unknown {
  return MODES[code as number]?.[0] ?? code;
}

/** Gives an operation the parameters; false where a function would send others. */
function setArguments(row: FunctionRow, operation: Call, code: number, values: readonly BinValue[]): boolean {
  const left = [...values];
  const policy: { [name: string]: unknown } = {};
  const mode = MODES[code]?.[1];
  if (mode !== undefined) policy.writeMode = mode;
  for (const { name, kind } of row.parameters) {
    if (kind === 'listPolicy' || kind === 'mapPolicy') {
      if (left.length > 0) operation.policy = policy;
      if (left.length > 0) policy.order = left.shift();
      if (left.length > 0) policy.writeFlags = left.shift();
      if (mode !== undefined) operation.policy = policy;
    } else if (kind === 'listFlags' || kind === 'writeFlags') {
      if (left.length > 0) operation.policy = { writeFlags: left.shift() };
    } else if (kind === 'mapOrder') {
      operation.policy = { order: left.shift() };
    } else if (kind === 'overflow') {
      const flags = Number(left.shift() ?? 0);
      operation.sign = (flags & 1) !== 0;
      operation[name] = flags & ~1;
    } else if (kind === 'signed') {
      operation[name] = left.shift() === 1;
    } else operation[name] = left.shift();
  }
  return left.length === 0;
}

/** Of parameters that the client writes where a request built by hand leaves them out, and the other way round. */
const DEFAULTS: readonly unknown[] = [0, 1];

function repacked(bytes: Buffer): string {
  const w = new Writer(16);
  packValue(w, unpackValue(bytes, 0, bytes.length));
  return w.take().toString('hex');
}

function elements(bytes: Buffer): readonly unknown[] {
  const all = unpackValue(bytes, 0, bytes.length) as readonly unknown[];
  return (all[0] === 0xff ? all[2] : all) as readonly unknown[];
}

test('requests built by hand are sent as they are, or with their defaults, where a function makes them', (t) => {
  let same = 0;
  let longer = 0;
  const built = goldenVectors.filter(({ kind, opsHex }) => kind === 'edge' && opsHex !== undefined);
  for (const vector of built) {
    const call = operationOf(vector);
    const expected = Buffer.from(vector.opsHex ?? '', 'hex');
    // What JavaScript values cannot say: wildcards, unordered maps, whole doubles.
    if (call === undefined || repacked(expected) !== vector.opsHex) continue;
    const payload = Buffer.from(encoded(call), 'hex').subarray(8 + call.bin.length);
    if (payload.equals(expected)) {
      same++;
      continue;
    }
    const [ours, theirs] = [elements(payload), elements(expected)];
    for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
      const left = [ours[i], theirs[i]].find((one) => one !== undefined && one !== null) ?? 0;
      const isDefault = (ours[i] ?? left) === (theirs[i] ?? left) && DEFAULTS.includes(left);
      if (!isDefault) assert.deepStrictEqual(ours[i], theirs[i], vector.name);
    }
    longer++;
  }
  t.diagnostic(`${same} of ${built.length} requests built by hand, ${longer} more with defaults`);
  assert.strictEqual(same >= 327, true);
});

test('an operation along a path is what the vendor sends', () => {
  const vector = goldenVectors.find(({ name }) => name === 'path_select_tree') as GoldenVector;
  const context = new CdtContext().addAllChildren();
  assert.strictEqual(encoded(operations.selectByPath('m', 0, context)), vector.opWireHex);
  // The flag of changes is not one of selections.
  assert.strictEqual(encoded(operations.selectByPath('m', 4, context)), vector.opWireHex);
});
