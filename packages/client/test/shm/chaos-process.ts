// A participant of the chaos test: publishes as fast as its tick while it owns, and reports every snapshot it sees.
// A body names its writer and carries a checksum of the test's own, so that a reader can tell a body that an owner has
// written from any other sequence of bytes.

import { createHash } from 'node:crypto';
import { Segment } from '../../src/shm/segment.ts';
import type { SegmentSnapshot } from '../../src/shm/types.ts';
import type { ChildOptions } from './helpers.ts';

/** One snapshot as this process saw it; `mine`: it wrote it. */
export interface Sighting {
  readonly generation: number;
  readonly epoch: number;
  readonly ownerPid: number;
  readonly writerPid: number;
  readonly writerEpoch: number;
  readonly final: boolean;
  readonly digest: string;
  readonly isValid: boolean;
}

export interface ChaosReport {
  readonly role: string;
  readonly epoch: number;
  readonly sightings: Sighting[];
  readonly problems: string[];
  readonly isClosed: boolean;
}

export type ChaosOrder = 'last' | 'close';

const options = JSON.parse(process.argv[2] as string) as ChildOptions;
const problems: string[] = [];
let sightings: Sighting[] = [];
let isLast = false;
let hasPublishedLast = false;
let sequence = 0;
let latest: SegmentSnapshot | undefined;

const segment = Segment.attach({
  ...options,
  onRoleChange: (role, reason) => {
    if (role === 'detached') problems.push(`detached: ${reason}`);
  },
  onWarning: (message) => {
    if (!/cannot be read/.test(message)) problems.push(message);
  },
});

/** Bodies differ in length, so that reading across two of them would show. */
function makeBody(): Buffer {
  const head = `${process.pid} ${segment.epoch} ${++sequence} ${isLast} `;
  const content = Buffer.from(head.padEnd(head.length + ((sequence * 7919) % 20_000), 'tendril'));
  return Buffer.concat([createHash('sha1').update(content).digest(), content]);
}

function look(): void {
  if (segment.hasChanged()) record();
}

function record(): void {
  const snapshot = segment.read();
  // The one before again: the newest is damaged.
  if (snapshot === undefined || snapshot === latest) return;
  latest = snapshot;
  const { generation, epoch, ownerPid, body } = snapshot;
  const digest = createHash('sha1').update(body.subarray(20)).digest();
  const [pid, writerEpoch, , final] = Buffer.from(body.subarray(20)).toString('latin1').split(' ', 4);
  sightings.push({
    generation,
    epoch,
    ownerPid,
    writerPid: Number(pid),
    writerEpoch: Number(writerEpoch),
    final: final === 'true',
    digest: digest.toString('hex'),
    isValid: digest.equals(body.subarray(0, 20)),
  });
}

function work(): void {
  segment.noteProgress();
  look();
  if (!segment.isOwner || hasPublishedLast) return;
  try {
    const body = makeBody();
    if (!segment.publish(body)) return;
    record();
    hasPublishedLast = isLast;
  } catch (error) {
    problems.push(String(error));
  }
}

function report(isClosed = false): void {
  process.send?.({
    role: segment.role,
    epoch: segment.epoch,
    sightings,
    problems: problems.splice(0),
    isClosed,
  } satisfies ChaosReport);
  sightings = [];
}

const worker = setInterval(work, 2);
const reporter = setInterval(report, 20);
process.on('message', (order: ChaosOrder) => {
  if (order === 'last') isLast = true;
  if (order === 'close') {
    clearInterval(worker);
    clearInterval(reporter);
    segment.close();
    report(true);
    process.disconnect();
  }
});
process.on('disconnect', () => process.exit(0));
report();
