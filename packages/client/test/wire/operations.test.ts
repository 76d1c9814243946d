// Operations as bytes, against what the vendor's client sends for the same calls, and against requests built by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { respondAll, TRAIT, traitsOf, writeOperation } from '../../src/command/record/operate.ts';
import { exp } from '../../src/model/exp/exp.ts';
import { bitwise } from '../../src/model/operations/bitwise.ts';
import { CdtContext } from '../../src/model/operations/context.ts';
import { hll } from '../../src/model/operations/hll.ts';
import { lists } from '../../src/model/operations/lists.ts';
import { maps } from '../../src/model/operations/maps.ts';
import type { Operation } from '../../src/model/operations/operation.ts';
import { operations } from '../../src/model/operations/scalar.ts';
import { MapPolicy } from '../../src/model/policies/collection-policies.ts';
import { INFO2 } from '../../src/wire/codes/message.ts';
import { contextFromBase64, contextToBase64 } from '../../src/wire/context.ts';
import { writeExpression } from '../../src/wire/expressions/encode.ts';
import { packValue } from '../../src/wire/msgpack/pack.ts';
import { unpackValue } from '../../src/wire/msgpack/unpack.ts';
import { Writer } from '../../src/wire/writer.ts';
import { operationOf } from './decode-operation.ts';
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
    const expected = Buffer.from(vector.opsHex ?? '', 'hex');
    const call = operationOf(vector.opType, vector.binName ?? '', expected);
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

const { VALUE, MAP_KEY, MAP_KEY_VALUE, NO_FAIL } = exp.pathSelectFlags;
const part = exp.loopVarInt(exp.loopVarPart.VALUE);
const path = (): CdtContext => new CdtContext();

const PATHS: { readonly [name: string]: Operation } = {
  path_select_tree: operations.selectByPath('m', 0, path().addAllChildren()),
  path_select_filter: operations.selectByPath('l', VALUE, path().addAllChildrenWithFilter(exp.gt(part, exp.int(1)))),
  path_select_nested: operations.selectByPath('m', MAP_KEY_VALUE | NO_FAIL, path().addMapKey('b').addAllChildren()),
  path_select_keys: operations.selectByPath(
    'm',
    MAP_KEY,
    path()
      .addMapKeysIn(['a', 'b'])
      .addAndFilter(exp.eq(exp.loopVarStr(exp.loopVarPart.KEY), exp.str('a'))),
  ),
  path_modify: operations.modifyByPath('l', exp.add(part, exp.int(10)), 0, path().addAllChildren()),
  path_remove: operations.modifyByPath(
    'l',
    exp.removeResult(),
    0,
    path().addAllChildrenWithFilter(exp.eq(exp.loopVarInt(exp.loopVarPart.INDEX), exp.int(0))),
  ),
};

test('operations along paths are the bytes that the vendor sends', () => {
  const vectors = goldenVectors.filter(({ kind }) => kind === 'path');
  const sent = Object.values(PATHS).map(encoded);
  assert.deepStrictEqual(sent.sort(), vectors.map(({ opWireHex }) => opWireHex).sort());
  // The flag of changes is not one of selections.
  assert.strictEqual(
    encoded(operations.selectByPath('m', 4, path().addAllChildren())),
    encoded(PATHS.path_select_tree as Operation),
  );
});
