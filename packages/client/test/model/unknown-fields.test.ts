import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { policy } from '../../src/model/policies/policy.ts';
import { reportUnknownFields, unknownFields } from '../../src/model/policies/unknown-fields.ts';

test('names that a kind does not have are found, if they hold a value', () => {
  deepStrictEqual(unknownFields('read', { totaltimeout: 5, maxRetries: 1, stray: null, other: undefined }), [
    'totaltimeout',
  ]);
  deepStrictEqual(unknownFields('read', { exists: 1, readModeAP: 1 }), ['exists']);
  deepStrictEqual(unknownFields('write', runInNewContext('({ readModeAP: 1 })')), ['readModeAP']);
  deepStrictEqual(unknownFields('info', Object.assign(Object.create(null), { totalTimeout: 1 })), ['totalTimeout']);
});

test('a signal, objects of a class, and anything but an object, are known', () => {
  class Mine {
    stray = 1;
  }
  for (const given of [{ signal: AbortSignal.abort() }, new policy.WritePolicy({ exists: 1 }), new Mine(), null, 5]) {
    deepStrictEqual(unknownFields('read', given), []);
  }
});

test('each unknown name is reported once per kind, with what may be meant', () => {
  const warnings: string[] = [];
  const report = (kind: 'read' | 'remove', given: object): void =>
    reportUnknownFields(kind, given, (message) => warnings.push(message));
  for (let i = 0; i < 3; i++)
    report('read', { totaltimeout: 5, max_retries: 1, maxRetrys: 2, exists: 1, colour: 'red' });
  report('remove', { exists: 1, soketTimeout: 2, socketTimeoutMs: 3 });
  deepStrictEqual(warnings, [
    'Policy value totaltimeout has no effect: ReadPolicy has no such field, totalTimeout may be meant',
    'Policy value max_retries has no effect: ReadPolicy has no such field, maxRetries may be meant',
    'Policy value maxRetrys has no effect: ReadPolicy has no such field',
    'Policy value exists has no effect: it belongs to WritePolicy, OperatePolicy, BatchWritePolicy, not to ReadPolicy',
    'Policy value colour has no effect: ReadPolicy has no such field',
    'Policy value exists has no effect: it belongs to WritePolicy, OperatePolicy, BatchWritePolicy, not to RemovePolicy',
    'Policy value soketTimeout has no effect: RemovePolicy has no such field, socketTimeout may be meant',
    'Policy value socketTimeoutMs has no effect: RemovePolicy has no such field, socketTimeout may be meant',
  ]);
});

test('a program that makes up names is not followed without end', () => {
  let warnings = 0;
  for (let i = 0; i < 2_000; i++) reportUnknownFields('scan', { [`name${i}`]: 1 }, () => warnings++);
  strictEqual(warnings > 200 && warnings <= 256, true);
});
