// The command that makes an index, in the words of each version of the server (docs/protocol/server-8.2.md, "Index data
// type").

import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { createIndexCommand } from '../../../src/command/index/index-commands.ts';
import { indexDataType } from '../../../src/model/constants.ts';

const { INTEGER, NUMERIC, STRING } = indexDataType;

test('an index of integers is asked for by the name that the server knows, whichever constant was given', () => {
  const made = (datatype: number, build: string) =>
    createIndexCommand({ ns: 'test', bin: 'i', index: 'x', datatype }, false, build);
  const rest = 'sindex-create:namespace=test;indexname=x;bin=i;type=';
  for (const datatype of [INTEGER, NUMERIC]) {
    strictEqual(made(datatype, '8.1.2.0'), `${rest}NUMERIC`);
    strictEqual(made(datatype, '8.1.3.0'), `${rest}INTEGER`);
    strictEqual(made(datatype, '8.2.0.0'), `${rest}INTEGER`);
    strictEqual(made(datatype, 'unknown'), `${rest}NUMERIC`);
    strictEqual(made(datatype, '7.0.0.0'), 'sindex-create:ns=test;indexname=x;indexdata=i,NUMERIC');
  }
  strictEqual(made(STRING, '8.2.0.0'), `${rest}STRING`);
});
