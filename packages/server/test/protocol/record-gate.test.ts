// What a TLS record with more than one request does on the real server: the second one waits for more to arrive.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { RecordGate } from '../../src/protocol/record-gate.ts';

const request = (text: string): Buffer =>
  Buffer.concat([Buffer.from([2, 1, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);

test('a request in a record of its own is read at once, and one in several records with its last', () => {
  const gate = new RecordGate();
  deepStrictEqual(gate.push(request('one')), request('one'));
  const whole = request('in three');
  const parts = [whole.subarray(0, 3), whole.subarray(3, 12), whole.subarray(12)].map((part) => gate.push(part));
  deepStrictEqual(Buffer.concat(parts), whole);
  strictEqual(gate.heldBytes, 0);
});

test('what follows a request in its record is read when more arrives, one request at a time', () => {
  const gate = new RecordGate();
  deepStrictEqual(gate.push(Buffer.concat(['a', 'b', 'c'].map(request))), request('a'));
  strictEqual(gate.heldBytes, 18);
  deepStrictEqual(gate.push(request('d')), request('b'));
  deepStrictEqual(gate.push(request('e')), request('c'));
  strictEqual(gate.heldBytes, 18);
});
