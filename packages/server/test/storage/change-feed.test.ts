// Every way in which a record can change is told, with what was there before and what is there now.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { CAUSE, type Cause, type ChangeListener } from '../../src/storage/change-feed.ts';
import type { Namespace } from '../../src/storage/namespace.ts';
import { defaultNamespaceConfig } from '../../src/storage/namespace-config.ts';
import { NamespaceGroup } from '../../src/storage/namespace-group.ts';
import type { StoredRecord } from '../../src/storage/record.ts';
import { partitionOf } from '../../src/storage/store.ts';

const DIGEST = 'd'.repeat(20);

class Recorder implements ChangeListener {
  readonly heard: [string, StoredRecord | undefined, StoredRecord | undefined, Cause][] = [];

  onChange(
    _namespace: string,
    digest: string,
    before: StoredRecord | undefined,
    after: StoredRecord | undefined,
    cause: Cause,
  ): void {
    this.heard.push([digest, before, after, cause]);
  }
}

function record(generation: number, voidTime = 0): StoredRecord {
  return { generation, voidTime, lastUpdateMs: 1, set: undefined, key: undefined, bins: [], size: 50 };
}

function open(): { group: NamespaceGroup; namespace: Namespace; recorder: Recorder } {
  const group = new NamespaceGroup('test', defaultNamespaceConfig(), systemClock);
  const namespace = group.create();
  const recorder = new Recorder();
  namespace.changes.add(recorder);
  return { group, namespace, recorder };
}

test('a listener hears of every change with the record before and after it', () => {
  const { namespace, recorder } = open();
  const [first, second, copy] = [record(1), record(2), record(3)];
  namespace.put(DIGEST, first, undefined);
  namespace.put(DIGEST, second, first);
  namespace.apply(DIGEST, copy);
  namespace.apply(DIGEST, undefined);
  namespace.apply(DIGEST, undefined);
  namespace.put(DIGEST, first, undefined);
  namespace.remove(DIGEST, first);
  assert.deepStrictEqual(recorder.heard, [
    [DIGEST, undefined, first, CAUSE.COMMAND],
    [DIGEST, first, second, CAUSE.COMMAND],
    [DIGEST, second, copy, CAUSE.COPY],
    [DIGEST, copy, undefined, CAUSE.COPY],
    [DIGEST, undefined, first, CAUSE.COMMAND],
    [DIGEST, first, undefined, CAUSE.COMMAND],
  ]);
});

test('records that are truncated, expire, or go with their partition are told as well', () => {
  const { group, namespace, recorder } = open();
  const stored = record(1);
  const expired = record(1, 1);
  namespace.put(DIGEST, stored, undefined);
  group.truncate(undefined);
  namespace.put(DIGEST, expired, undefined);
  group.reapExpiredOf(partitionOf(DIGEST));
  namespace.put(DIGEST, stored, undefined);
  namespace.drop(partitionOf(DIGEST));
  const gone = recorder.heard.filter(([, , after]) => after === undefined);
  assert.deepStrictEqual(gone, [
    [DIGEST, stored, undefined, CAUSE.TRUNCATE],
    [DIGEST, expired, undefined, CAUSE.EXPIRE],
    [DIGEST, stored, undefined, CAUSE.DROP],
  ]);
  assert.deepStrictEqual([namespace.store.size, namespace.dataUsedBytes], [0, 0]);
});

test('a change is told when it is stored already, and listeners come and go', () => {
  const { namespace, recorder } = open();
  const seen: unknown[] = [];
  const second: ChangeListener = {
    onChange: (name, digest) => {
      seen.push(name, namespace.store.get(digest));
      namespace.changes.remove(second);
    },
  };
  namespace.changes.add(second);
  namespace.changes.add(second);
  const stored = record(1);
  namespace.put(DIGEST, stored, undefined);
  namespace.remove(DIGEST, stored);
  assert.deepStrictEqual([seen, recorder.heard.length], [['test', stored], 2]);
});
