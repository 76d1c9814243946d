// What the tests of the vendor's clients expect of error details (docs/protocol/server-8.2.md, "Error details").

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import {
  type AerospikeError,
  bitwise,
  errorDetailVerbosity,
  lists,
  policy,
  status,
  strings,
  subcode,
} from '../../src/index.ts';
import { checkOnEveryTopology } from './topologies.ts';

const { NONE, SUBCODE, MESSAGE } = errorDetailVerbosity;

async function failure(promise: Promise<unknown>): Promise<AerospikeError> {
  return promise.then(
    () => {
      throw new Error('The command succeeded');
    },
    (error) => error as AerospikeError,
  );
}

checkOnEveryTopology(
  {
    'a code has the subcode that says why': async ({ client, key }) => {
      await client.put(key('why'), { l: [1], b: Buffer.from('ab'), s: 'text' });
      const ordered = { order: lists.order.ORDERED, writeFlags: lists.writeFlags.INSERT_BOUNDED };
      for (const [operation, code, expected] of [
        [lists.get('l', 99), status.ERR_OP_NOT_APPLICABLE, subcode.OPNOT_CDT_INDEX_OUT_OF_BOUNDS],
        [lists.insert('l', 99, 1, ordered), status.ERR_OP_NOT_APPLICABLE, subcode.OPNOT_CDT_BOUNDED_LIST_OVERFLOW],
        [bitwise.set('b', 0, 0, Buffer.from([1])), status.ERR_REQUEST_INVALID, subcode.PARAM_BITS_SIZE_OUT_OF_RANGE],
        [strings.padStart('s', 9, ''), status.ERR_REQUEST_INVALID, subcode.PARAM_STRING_PARAMETERS],
        [strings.regexCompare('s', '['), status.ERR_REQUEST_INVALID, subcode.PARAM_STRING_REGEX_INVALID],
        [strings.toInteger('s'), status.ERR_OP_NOT_APPLICABLE, subcode.OPNOT_STRING_CONVERSION],
        [strings.upper('l'), status.ERR_BIN_INCOMPATIBLE_TYPE, 0],
      ] as const) {
        const told = [];
        for (const verbosity of [NONE, SUBCODE, MESSAGE]) {
          const error = await failure(
            client.operate(key('why'), [operation as never], {}, { errorDetailVerbosity: verbosity }),
          );
          told.push([error.code, error.subcode]);
        }
        deepStrictEqual(
          told,
          [0, expected, expected].map((one) => [code, one]),
          `${operation.op}`,
        );
      }
    },

    'a generation that differs has none': async ({ client, key }) => {
      await client.put(key('generation'), { n: 1 });
      const options = { gen: policy.gen.EQ, errorDetailVerbosity: MESSAGE };
      const error = await failure(client.put(key('generation'), { n: 2 }, { gen: 9 }, options));
      deepStrictEqual([error.code, error.subcode], [status.ERR_RECORD_GENERATION, 0]);
    },

    'the rows of a batch have their own': async ({ client, key }) => {
      const keys = Array.from({ length: 12 }, (_, i) => key(`row ${i}`));
      await Promise.all(keys.map((each) => client.put(each, { l: [1] })));
      const rows = await client.batchRead(
        keys.map((each, i) => ({ key: each, ops: [lists.get('l', i % 2 === 0 ? 0 : 9)] })),
        { errorDetailVerbosity: MESSAGE },
      );
      for (const [i, { status: code, subcode: why, message }] of rows.entries()) {
        const isFine = i % 2 === 0;
        strictEqual(code, isFine ? status.OK : status.ERR_OP_NOT_APPLICABLE);
        strictEqual(why, isFine ? 0 : subcode.OPNOT_CDT_INDEX_OUT_OF_BOUNDS);
        strictEqual(typeof message, isFine ? 'undefined' : 'string');
      }
    },
  },
  '8.2',
);
