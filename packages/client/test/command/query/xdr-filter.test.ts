// The command that sets the filter of cross-datacenter replication; texts are those of `aerospike` 6.7.1's own tests.

import { strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { xdrFilterCommand } from '../../../src/command/query/xdr-filter.ts';
import { exp } from '../../../src/index.ts';

test('an expression is sent as base64, from what makes expressions or as text', () => {
  const isSix = exp.eq(exp.binInt('bin1'), exp.int(6));
  strictEqual(xdrFilterCommand(isSix, 'dc2', 'test'), 'xdr-set-filter:dc=dc2;namespace=test;exp=kwGTUQKkYmluMQY=');
  strictEqual(xdrFilterCommand('kwECAQ==', 'dc2', 'test'), 'xdr-set-filter:dc=dc2;namespace=test;exp=kwECAQ==');
});

test('no expression removes the filter', () => {
  strictEqual(xdrFilterCommand(null, 'dc2', 'test'), 'xdr-set-filter:dc=dc2;namespace=test;exp=null');
});

test('what is not an expression, and names that would end early, are refused', () => {
  throws(() => xdrFilterCommand(5, 'dc2', 'test'), { code: -2, message: 'Invalid filter expression value' });
  throws(() => xdrFilterCommand('k', 'dc2', 'test'), { code: -2 });
  throws(() => xdrFilterCommand(null, 'dc;x=1', 'test'), { code: -2 });
  throws(() => xdrFilterCommand(null, 'dc2', undefined), { code: -2 });
});
