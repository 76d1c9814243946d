import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { status, statusEntries, statusEntry } from '../../src/model/status.ts';
import { recorded } from './recorded-module.ts';

test('status has exactly the recorded names and codes', () => {
  const numbers = Object.fromEntries(Object.entries(status).filter(([, value]) => typeof value === 'number'));
  deepStrictEqual(new Map(Object.entries(numbers).sort()), new Map(Object.entries(recorded.status).sort()));
});

test('getMessage gives the recorded text of every code', () => {
  for (const [code, message] of Object.entries(recorded.messages))
    strictEqual(status.getMessage(Number(code)), message);
});

test('an unknown code has a text, a name, and is never retried', () => {
  strictEqual(status.getMessage(999), 'Unknown status message 999');
  deepStrictEqual(
    { name: statusEntry(999).name, retry: statusEntry(999).retry, closes: statusEntry(999).closesConnection },
    { name: 'STATUS_999', retry: 'never', closes: false },
  );
});

test('exactly the codes of docs/protocol are retried by the engine', () => {
  const codes = statusEntries().filter((entry) => entry.retry === 'immediate');
  deepStrictEqual(
    codes.map((entry) => entry.code),
    [-14, -10, -7, -6, 9, 11, 18],
  );
});

test('exactly the codes of docs/protocol cost the connection', () => {
  const codes = statusEntries().filter((entry) => entry.closesConnection);
  deepStrictEqual(
    codes.map((entry) => entry.code),
    [-10, -9, -6, -5, -1, 15, 80, 210],
  );
});
