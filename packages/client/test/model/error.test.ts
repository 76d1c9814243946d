import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { AerospikeError } from '../../src/model/error.ts';
import { status } from '../../src/model/status.ts';

test('a new error has the documented defaults', () => {
  const error = new AerospikeError();
  strictEqual(error instanceof Error, true);
  const { name, message, code, command, func, file, line, inDoubt } = error;
  deepStrictEqual(
    { name, message, code, command, func, file, line, inDoubt },
    {
      name: 'AerospikeError',
      message: '',
      code: status.ERR_CLIENT,
      command: null,
      func: null,
      file: null,
      line: null,
      inDoubt: false,
    },
  );
});

test('the own fields are the documented ones, then ours', () => {
  deepStrictEqual(Object.keys(new AerospikeError('x')), [
    'name',
    'code',
    'command',
    'func',
    'file',
    'line',
    'inDoubt',
    'node',
    'attempts',
  ]);
});

test('an error prints its name and message', () => {
  strictEqual(new AerospikeError('Dooh!').toString(), 'AerospikeError: Dooh!');
  match(String(new AerospikeError('Dooh!').stack), /^AerospikeError: Dooh!\n/);
  match(inspect(new AerospikeError('Dooh!')), /AerospikeError: Dooh!/);
});

test('an error takes over the stack of its command, under its own first line', () => {
  const command = { name: 'get', stack: 'Error\n    at caller (app.js:1:2)' };
  const error = new AerospikeError('Price is $& 5', command);
  strictEqual(error.command, command);
  strictEqual(error.stack, 'AerospikeError: Price is $& 5\n    at caller (app.js:1:2)');
});

test('the client of an error is the one of its command', () => {
  const client = {};
  strictEqual(new AerospikeError('x', { client }).client, client);
  strictEqual(new AerospikeError('x').client, undefined);
});

test('fromASError copies what it is given and names the code in the message', () => {
  const error = AerospikeError.fromASError({
    code: status.ERR_RECORD_NOT_FOUND,
    message: '127.0.0.1:3000 AEROSPIKE_ERR_RECORD_NOT_FOUND',
    func: 'connect',
    file: 'lib/client.js',
    line: '101',
    inDoubt: true,
  });
  strictEqual(
    error?.message,
    '127.0.0.1:3000 Record does not exist in database. May be returned by read, or write with policy Aerospike.policy.exists.UPDATE.',
  );
  const { code, func, file, line, inDoubt } = error as AerospikeError;
  deepStrictEqual(
    { code, func, file, line, inDoubt },
    { code: 2, func: 'connect', file: 'lib/client.js', line: 101, inDoubt: true },
  );
});

test('fromASError yields null for none and for OK, and an AerospikeError as it is', () => {
  strictEqual(AerospikeError.fromASError(null), null);
  strictEqual(AerospikeError.fromASError(undefined), null);
  strictEqual(AerospikeError.fromASError({ code: status.OK }), null);
  const error = new AerospikeError('Dooh!');
  strictEqual(AerospikeError.fromASError(error as never), error);
});

test('a positive code is a server error', () => {
  strictEqual(AerospikeError.fromCode({ code: status.ERR_TIMEOUT }).isServerError(), true);
  strictEqual(AerospikeError.fromCode({ code: status.ERR_PARAM }).isServerError(), false);
});

test('fromCode takes the text of the code and keeps node, attempts, doubt and cause', () => {
  const cause = new Error('reset');
  const error = AerospikeError.fromCode({ code: 9, inDoubt: true, node: '192.0.2.1:3000', attempts: 3, cause });
  strictEqual(error.message, status.getMessage(9));
  deepStrictEqual(
    [error.code, error.codeName, error.inDoubt, error.node, error.attempts, error.cause, error.retryable],
    [9, 'ERR_TIMEOUT', true, '192.0.2.1:3000', 3, cause, true],
  );
});

test('errors that the request itself causes are not retryable, errors of load and time are', () => {
  const retryable = (code: number): boolean => AerospikeError.fromCode({ code }).retryable;
  deepStrictEqual([status.ERR_PARAM, status.ERR_RECORD_NOT_FOUND, status.ERR_RECORD_EXISTS, 999].map(retryable), [
    false,
    false,
    false,
    false,
  ]);
  deepStrictEqual(
    [status.ERR_TIMEOUT, status.ERR_RECORD_BUSY, status.ERR_DEVICE_OVERLOAD, status.ERR_CONNECTION].map(retryable),
    [true, true, true, true],
  );
});
