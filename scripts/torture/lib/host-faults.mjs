// What the host runs out of: room on its file system, and descriptors.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { pause, pick } from './fault-tools.mjs';

export async function fillDisk({ group, ground, random }) {
  const [choice, ms] = [random.next(), 300 + random.below(1200)];
  if (!ground.isSmall) return false;
  const empty = ground.fill();
  try {
    if (choice < 0.4) await group.owner?.host.kill();
    await pause(ms);
  } finally {
    empty();
  }
}

export async function starveDescriptors({ group, ground, random }) {
  const [choice, ms] = [random.next(), 200 + random.below(600)];
  const victim = choice < 0.5 ? group.owner : pick(group.awake, choice);
  if (victim === undefined || !ground.canLimit) return false;
  const { pid } = victim.host;
  const limit = async (soft) =>
    promisify(execFile)('prlimit', ['--pid', String(pid), `--nofile=${soft}:`]).catch(() => {});
  const before = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'))?.[1];
  await limit(8);
  await pause(ms);
  await limit(before);
}
