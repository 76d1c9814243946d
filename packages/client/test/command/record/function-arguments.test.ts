// What operate says of operations that are not what their functions take. Nothing of it is thrown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOperations } from '../../../src/command/record/arguments.ts';
import { bitwise } from '../../../src/model/operations/bitwise.ts';
import { CdtContext } from '../../../src/model/operations/context.ts';
import { hll } from '../../../src/model/operations/hll.ts';
import { lists } from '../../../src/model/operations/lists.ts';
import { maps } from '../../../src/model/operations/maps.ts';
import type { Operation } from '../../../src/model/operations/operation.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { status } from '../../../src/model/status.ts';

type Loose = { readonly [name: string]: (...args: readonly unknown[]) => Operation };
const [l, m, b, h] = [lists, maps, bitwise, hll] as unknown as readonly [Loose, Loose, Loose, Loose];
const path = (): CdtContext => new CdtContext();
const deep = Array.from({ length: 65 }).reduce<CdtContext>((context) => context.addListIndex(0), path());

/** What is passed, and what is said of it behind "Operations array invalid: element 1". */
const WRONG: readonly (readonly [operation: () => unknown, message: string])[] = [
  [() => l.get?.('b', '1'), ', lists.get: index should be an integer, not text'],
  [() => l.get?.('b', Number.NaN), ', lists.get: index should be an integer, not NaN'],
  [() => l.get?.('b', 2 ** 63), `, lists.get: index should be an integer, not ${2 ** 63}`],
  [() => l.get?.('b', 2n ** 63n), `, lists.get: index should be an integer, not ${2n ** 63n}n`],
  [() => l.get?.('b'), ', lists.get: index should be an integer, not undefined'],
  [() => l.get?.(undefined, 1), ' has no bin'],
  [() => l.get?.('b'.repeat(16), 1), undefined as unknown as string],
  [() => l.append?.('b'), ', lists.append: value is missing; null stands for no value'],
  [() => l.appendItems?.('b', 5), ', lists.appendItems: list should be an array, not 5'],
  [() => l.append?.('b', 1, 'x'), ', lists.append: policy should be an object, not text'],
  [() => l.append?.('b', 1, { order: 'x' }), ', lists.append: policy.order should be an integer, not text'],
  [
    () => l.append?.('b', 1, { writeFlags: {} }),
    ', lists.append: policy.writeFlags should be an integer, not an object',
  ],
  [() => l.increment?.('b', 0, 'x'), ', lists.increment: value should be a number, not text'],
  [() => l.getRange?.('b', 0, true), ', lists.getRange: count should be an integer, not true'],
  [() => l.getByIndex?.('b', 0, []), ', lists.getByIndex: returnType should be an integer, not an array'],
  [() => m.put?.('b', {}, 1), ', maps.put: key should be text, an integer or bytes, not an object'],
  [() => m.put?.('b', 1.5, 1), ', maps.put: key should be text, an integer or bytes, not 1.5'],
  [
    () => m.getByKeyList?.('b', ['a', null]),
    ', maps.getByKeyList: keys[1] should be text, an integer or bytes, not null',
  ],
  [() => m.getByKeyList?.('b', 'a'), ', maps.getByKeyList: keys should be an array, not text'],
  [() => m.putItems?.('b', [1]), ', maps.putItems: items should be an object or a Map, not an array'],
  [() => m.put?.('b', 'a', 1, { writeMode: 'x' }), ', maps.put: policy.writeMode should be an integer, not text'],
  [() => b.or?.('b', 0, 8, 'x'), ', bitwise.or: value should be a Buffer, not text'],
  [() => b.getInt?.('b', 0, 8), ', bitwise.getInt: sign should be true or false, not undefined'],
  [() => b.lscan?.('b', 0, 8, 1), ', bitwise.lscan: value should be true or false, not 1'],
  [() => h.add?.('b', 'x', 4), ', hll.add: list should be an array, not text'],
  [() => h.init?.('b'), ', hll.init: indexBits should be an integer, not undefined'],
  [() => lists.size('b').withContext(path()), ', lists.size: context should have at least one step'],
  [() => lists.size('b').withContext(deep), ', lists.size: context has 65 steps, the limit is 64'],
  [
    () => lists.size('b').withContext(path().addMapKey(1.5)),
    ', lists.size: step 0 of context should be text, an integer or bytes, not 1.5',
  ],
  [
    () => lists.size('b').withContext(path().addMapKey('a').addAllChildren()),
    ', lists.size: step 1 of context leads to several places, which only operations.*ByPath can follow',
  ],
  [
    () => lists.size('b').withContext({ items: ['x'] } as unknown as CdtContext),
    ', lists.size: step 0 of context should be made by a method of cdt.Context',
  ],
  [
    () => operations.selectByPath('b', 'x' as unknown as number, path().addAllChildren()),
    ', operations.selectByPath: flags should be an integer, not text',
  ],
  [
    () => operations.modifyByPath('b', 5 as unknown as string, 0, path().addAllChildren()),
    ', operations.modifyByPath: modExp should be an expression or its base64 text, not 5',
  ],
];

test('an operation of a wrong kind is refused with its place, function, argument, and what would be right', () => {
  for (const [make, message] of WRONG) {
    assert.throws(
      () => checkOperations([operations.read('x'), make()]),
      (error: { code?: number; message: string }) => {
        assert.strictEqual(error.code, status.ERR_PARAM);
        const said = error.message.replace(/^Operations array invalid: element 1/, '');
        if (message !== undefined) assert.strictEqual(said, message);
        else assert.match(error.message, /^Operations array invalid: Bin name length exceeded/);
        return true;
      },
    );
  }
});

test('what the vendor takes is taken', () => {
  const taken = [
    lists.get('b', 1.9),
    lists.get('b', -1.9),
    lists.append('b', null),
    lists.append('b', 1, null),
    lists.append('b', 1, {}),
    lists.getByValueRange('b', null, undefined),
    lists.getByIndexRange('b', 0, undefined),
    maps.put('b', 7, 1),
    maps.put('b', Buffer.from([1]), 1),
    maps.putItems('b', new Map([[1, 2]])),
    bitwise.set('b', 0, 8, -1),
    hll.add('b', ['a']),
    lists.size('b').withContext((context: CdtContext) => context.addMapKey('a').addListIndex(0)),
    operations.selectByPath('b', 0, path().addMapKeysIn(['a', 1])),
  ];
  assert.strictEqual(checkOperations(taken).length, taken.length);
});
