// What is done to the participants of a segment and to its files. Each fault ends with everybody awake; what has to hold
// afterwards is for Group.settle. The random source is asked for the same number of choices whatever the group is like.
import { execFile } from 'node:child_process';
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LEASE_MS, PROGRESS_MS } from './group.mjs';
import { visit } from './hostile.mjs';

const MAX_REMOVALS = 100;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const pick = (list, choice) => list[Math.floor(choice * list.length)];

/** Others may go on putting files there meanwhile. */
function removeTree(path) {
  for (let attempt = 1; existsSync(path); attempt++) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' || attempt === MAX_REMOVALS) throw error;
    }
  }
}

/** A participant in a process that can signal itself: the first process of a pid namespace cannot. */
const canBurn = ({ host }) => host.kind !== 'namespace';

async function killOwner({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('killed', await group.takeover(owner, heirs, () => owner.host.signal('SIGKILL')));
}

async function killAny({ group, random }) {
  await pick(group.hosts, random.next()).kill();
}

async function stopOwner({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('stopped', await group.takeover(owner, heirs, () => owner.host.signal('SIGSTOP')));
  // Whoever was stopped with the lock of the segment in its hands keeps the others out; they give up sharing then.
  if (heirs.some(({ takesPart }) => takesPart)) await group.advance(5);
  owner.host.signal('SIGCONT');
  await group.advance(5);
}

async function stopFollower({ group, random }) {
  const follower = pick(group.heirsOf(group.owner), random.next());
  if (follower === undefined) return false;
  follower.host.signal('SIGSTOP');
  await group.advance(20);
  follower.host.signal('SIGCONT');
}

async function freezeAll({ group }) {
  for (const host of group.hosts) host.signal('SIGSTOP');
  await pause(LEASE_MS * 1.5);
  for (const host of group.hosts) host.signal('SIGCONT');
}

async function blockLoop({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('blocked', await group.takeover(owner, heirs, () => owner.order({ do: 'block', ms: LEASE_MS * 3 })));
}

async function hangTending({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('hung', await group.takeover(owner, heirs, () => owner.order({ do: 'hang', ms: PROGRESS_MS + LEASE_MS * 5 })));
}

async function killAtCall({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(40)];
  const victim = pick(group.awake.filter(canBurn), choice);
  if (victim === undefined) return false;
  victim.order({ do: 'fuse', fuse: { calls, signal: 'SIGKILL' } });
  await group.until('the fuse burns down', () => !victim.host.isRunning);
}

async function stopAtCall({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(40)];
  const victim = pick(group.awake.filter(canBurn), choice);
  if (victim === undefined) return false;
  victim.order({ do: 'fuse', fuse: { calls, signal: 'SIGSTOP' } });
  await group.until('the fuse burns down', () => victim.host.rests);
  victim.host.isStopped = true;
  await pause(LEASE_MS * 2);
  victim.host.signal('SIGCONT');
}

async function killNewcomer({ group, random }) {
  const calls = 1 + random.below(60);
  const kind = group.kinds.find((one) => one.kind === 'process');
  const host = group.start({ ...kind }, { calls, signal: 'SIGKILL' });
  await group.joined(host);
  await host.kill();
}

async function killLeaver({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(14)];
  const victim = pick(group.awake.filter(canBurn), choice);
  if (victim === undefined) return false;
  victim.order({ do: 'fuse', fuse: { calls, signal: 'SIGKILL' } });
  victim.order({ do: 'close' });
  await group.until('a participant leaves', () => !victim.host.isRunning || victim.end !== undefined);
  await victim.host.kill();
}

async function killAll({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(60)];
  const { highest, lacks } = group;
  await Promise.all(group.hosts.map((host) => host.kill()));
  if (choice < 0.3 && group.path !== undefined) removeTree(group.path);
  else if (group.files('ctl').length > 0) group.ledger.expectMoreThan(highest);
  // Several make the segment anew at once; sometimes one of them dies of it.
  const fuse = choice > 0.7 ? { calls, signal: 'SIGKILL' } : undefined;
  const extra = group.start({ ...group.kinds[0] }, fuse);
  await Promise.all([extra, ...group.kinds.map((kind) => group.start(kind))].map((host) => group.joined(host)));
  group.ledger.judgeRestart(group.lacks > lacks);
  await extra.kill();
}

async function leave({ group, random }) {
  const host = pick(group.awakeHosts, random.next());
  if (host === undefined) return false;
  for (const member of host.members) member.order({ do: 'close' });
  await group.until(
    'a participant leaves',
    () => host.members.every(({ end }) => end !== undefined) || !host.isRunning,
  );
  await host.dismiss();
}

async function exit({ group, random }) {
  const member = pick(
    group.awake.filter(({ host }) => host.kind !== 'threads'),
    random.next(),
  );
  if (member === undefined) return false;
  member.order({ do: 'exit' });
  await member.host.ended;
}

async function terminateThread({ group, random }) {
  const member = pick(
    group.awake.filter(({ host }) => host.kind === 'threads'),
    random.next(),
  );
  if (member === undefined) return false;
  const { host, index } = member;
  host.replace(member, group.settingsFor(host.origin.app));
  await group.until('a thread attaches', () => !host.isRunning || host.members[index].role !== 'starting');
}

async function crowd({ group }) {
  const kind = group.kinds.find((one) => one.kind === 'process');
  const extras = Array.from({ length: 3 }, () => group.start({ ...kind }));
  await Promise.all(extras.map((host) => group.joined(host)));
  await Promise.all(extras.map((host) => host.kill()));
}

/** The file may be gone: owners replace and remove their files all the time. */
function spoil(path, act) {
  try {
    act(path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOSPC') throw error;
  }
}

async function damageSnapshot({ group, random }) {
  const [choice, at] = [random.next(), random.below(400)];
  damageFiles(group, choice, at);
  await group.advance(3);
}

function damageFiles(group, choice, at) {
  for (const path of group.files('s.')) {
    spoil(path, () => {
      if (choice < 0.2) truncateSync(path, at);
      else if (choice < 0.3) unlinkSync(path);
      else overwrite(path, at);
    });
  }
}

/** The same while nobody but the owner has read the newest; the others wake to it, and the owner does not. */
async function damageUnread({ group, random, note }) {
  const [choice, at] = [random.next(), random.below(400)];
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  const others = group.awakeHosts.filter((host) => host !== owner.host);
  for (const host of others) host.signal('SIGSTOP');
  await group.advance(5);
  owner.host.signal('SIGSTOP');
  await group.until('the owner rests', () => owner.host.rests || !owner.host.isRunning);
  damageFiles(group, choice, at);
  const wake = () => {
    for (const host of others) host.signal('SIGCONT');
  };
  note('stopped, and its snapshot damaged', await group.takeover(owner, heirs, wake));
  owner.host.signal('SIGCONT');
}

function overwrite(path, at) {
  const fd = openSync(path, 'r+');
  try {
    writeSync(fd, Buffer.from('nonsense'), 0, 8, at);
  } finally {
    closeSync(fd);
  }
}

async function damageLocks({ group, random }) {
  const [choice, which] = [random.next(), random.next()];
  const paths = group.files('p.');
  for (const path of choice < 0.5 ? paths : [pick(paths, which)].filter(Boolean)) {
    spoil(path, () => (choice < 0.25 || choice > 0.75 ? unlinkSync(path) : truncateSync(path, 0)));
  }
  await group.advance(5);
}

async function loseControlFile({ group, random }) {
  const choice = random.next();
  const [path] = group.files('ctl');
  if (path === undefined) return false;
  const nonces = incarnations(group);
  if (choice < 0.5) spoil(path, unlinkSync);
  else {
    spoil(path, () => {
      writeFileSync(`${path}.garbage`, Buffer.alloc(choice < 0.75 ? 100 : 4096, 'garbage'), { mode: 0o600 });
      renameSync(`${path}.garbage`, path);
    });
  }
  await remade(group, nonces);
}

async function loseDirectory({ group, random }) {
  const choice = random.next();
  const { path } = group;
  if (path === undefined || !existsSync(path)) return false;
  const nonces = incarnations(group);
  const aside = join(group.directory, `moved-${process.pid}-${Math.floor(choice * 1e6)}`);
  if (choice < 0.5) renameSync(path, aside);
  else removeTree(path);
  // Sometimes a newcomer, who knows nothing of what was, makes the segment again before the others notice.
  const newcomer = choice > 0.25 && choice < 0.75 ? group.start({ ...group.kinds[0] }) : undefined;
  if (newcomer !== undefined) await group.joined(newcomer);
  await remade(group, nonces);
  removeTree(aside);
  await newcomer?.kill();
}

/** Which segment, of all that had this path, each participant is in. */
function incarnations(group) {
  return new Map(group.awake.map((member) => [member, member.nonce]));
}

/** Everybody who was there has left the lost segment and sees another. */
async function remade(group, nonces) {
  await group.until('everybody is in a new segment', () =>
    [...nonces].every(([member, nonce]) => !member.takesPart || member.host.isStopped || member.nonce !== nonce),
  );
}

async function plantFiles({ group, random }) {
  const [ahead, choice] = [1 + random.below(10), random.next()];
  const [current] = group.files('s.');
  const parts = /^(.*)\/s\.([0-9a-f]{8})\.(\d+)$/.exec(current ?? '');
  if (parts === null) return false;
  const [, path, nonce, id] = parts;
  const victim = join(group.directory, `victim-${process.pid}-${group.started}`);
  writeFileSync(victim, 'not yours', { mode: 0o600 });
  const kind = pick(['s', 'p'], choice);
  const targets = Array.from({ length: 10 }, (_, step) => join(path, `${kind}.${nonce}.${Number(id) + ahead + step}`));
  for (const [step, target] of targets.entries()) {
    try {
      if (step % 3 === 0) symlinkSync(victim, target);
      else if (step % 3 === 1) linkSync(victim, target);
      else writeFileSync(target, 'garbage', { mode: 0o600 });
    } catch (error) {
      if (!['EEXIST', 'ENOENT', 'ENOSPC'].includes(error.code)) throw error;
    }
  }
  await group.advance(20);
  if (readFileSync(victim, 'utf8') !== 'not yours') group.ledger.complain(`${victim} was written to through a link`);
  unlinkSync(victim);
  for (const target of targets) removeLink(target);
}

/** Nobody can say whose a link is, so nobody sweeps it. */
function removeLink(path) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(path);
}

async function fillDisk({ group, ground, random }) {
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

async function starveDescriptors({ group, ground, random }) {
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

/** A directory somebody else has prepared; the segment of another identity, hence without consequence for this one. */
async function hostile({ group, ground, random, note }) {
  return visit(group, ground, random.next(), note);
}

/** `[weight, { name, run }]`; `run` resolves with false when the group has nothing to do it to. */
export const FAULTS = [
  [6, killOwner, 'owner killed'],
  [3, killAny, 'any killed'],
  [5, killAtCall, 'killed at the n-th call'],
  [4, stopAtCall, 'stopped at the n-th call'],
  [3, killNewcomer, 'killed while attaching'],
  [2, killLeaver, 'killed while leaving'],
  [3, killAll, 'all killed and started'],
  [4, stopOwner, 'owner stopped'],
  [2, stopFollower, 'follower stopped'],
  [2, freezeAll, 'all frozen'],
  [3, blockLoop, "owner's event loop blocked"],
  [1, hangTending, "owner's tending hung"],
  [2, leave, 'left'],
  [2, exit, 'exited without closing'],
  [2, terminateThread, 'worker thread terminated'],
  [1, crowd, 'three more, all killed'],
  [4, damageSnapshot, 'snapshots damaged'],
  [3, damageUnread, 'snapshot damaged before it was read'],
  [3, damageLocks, 'lock files damaged'],
  [2, loseControlFile, 'control file lost'],
  [3, loseDirectory, 'directory lost'],
  [2, plantFiles, 'files in the way'],
  [2, fillDisk, 'file system full'],
  [2, starveDescriptors, 'no descriptors left'],
  [2, hostile, 'hostile directory met'],
].map(([weight, run, name]) => [weight, { name, run }]);
