import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { decodeState, encodeState, wholeRange } from '../../../src/command/query/stream-state.ts';
import type { OpenPartition } from '../../../src/command/stream-definition.ts';
import { digestIn } from '../../helpers/reply-rows.ts';

const OPEN: readonly OpenPartition[] = [
  { partition: 0, cursor: undefined },
  { partition: 7, cursor: { digest: digestIn(7, 3), bval: undefined } },
  { partition: 4095, cursor: { digest: digestIn(4095, 1), bval: -5n } },
];

test('a state survives JSON, and says where every partition goes on', () => {
  const state: unknown = JSON.parse(JSON.stringify(encodeState('test', 'größe', OPEN)));
  deepStrictEqual(decodeState(state, 'test', 'größe'), OPEN);
});

test('a state has the bytes of its grammar', () => {
  strictEqual(
    Buffer.from(encodeState('ns', '', [{ partition: 9, cursor: { digest: digestIn(9, 1), bval: 2n } }])).toString(
      'hex',
    ),
    `545301026e7300c009${digestIn(9, 1).toString('hex')}0000000000000002`,
  );
});

test('a state of another set is refused, and says whose it is', () => {
  const state = encodeState('test', 'a', OPEN);
  throws(() => decodeState(state, 'test', 'b'), /belongs to test\/a, not to test\/b/);
  throws(() => decodeState(state, 'other', 'a'), /belongs to test\/a, not to other\/a/);
});

test('a state that is cut anywhere behind its header is refused or has fewer partitions, never others', () => {
  const state = encodeState('test', 'a', OPEN);
  for (let length = 0; length < state.length; length++) {
    let open: OpenPartition[];
    try {
      open = decodeState(state.slice(0, length), 'test', 'a');
    } catch (error) {
      strictEqual((error as { code: number }).code, -2);
      continue;
    }
    deepStrictEqual(open, OPEN.slice(0, open.length));
  }
});

for (const [name, state] of [
  ['of the replaced module', { bytes: [1, 2, 3], bytesSize: 3 }],
  ['of text', 'AAAA'],
  ['of nothing', []],
  ['with a partition twice', [...encodeState('test', 'a', OPEN), 0, 0]],
] as const) {
  test(`a state ${name} is refused`, () => {
    throws(() => decodeState(state, 'test', 'a'), { code: -2 });
  });
}

test('partitions end with the last one', () => {
  deepStrictEqual(
    wholeRange(4094, 4).map(({ partition }) => partition),
    [4094, 4095],
  );
});
