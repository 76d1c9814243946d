// What is done to the files of a segment: they are damaged, lost and put in the way.
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { pick, removeTree } from './fault-tools.mjs';

export async function damageSnapshot({ group, random }) {
  const [choice, at] = [random.next(), random.below(400)];
  damageFiles(group, choice, at);
  await group.advance(3);
}

/** The same while nobody but the owner has read the newest; the others wake to it, and the owner does not. */
export async function damageUnread({ group, random, note }) {
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

function damageFiles(group, choice, at) {
  for (const path of group.files('s.')) {
    spoil(path, () => {
      if (choice < 0.2) truncateSync(path, at);
      else if (choice < 0.3) unlinkSync(path);
      else overwrite(path, at);
    });
  }
}

/** The file may be gone: owners replace and remove their files all the time. */
function spoil(path, act) {
  try {
    act(path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOSPC') throw error;
  }
}

function overwrite(path, at) {
  const fd = openSync(path, 'r+');
  try {
    writeSync(fd, Buffer.from('nonsense'), 0, 8, at);
  } finally {
    closeSync(fd);
  }
}

export async function damageLocks({ group, random }) {
  const [choice, which] = [random.next(), random.next()];
  const paths = group.files('p.');
  for (const path of choice < 0.5 ? paths : [pick(paths, which)].filter(Boolean)) {
    spoil(path, () => (choice < 0.25 || choice > 0.75 ? unlinkSync(path) : truncateSync(path, 0)));
  }
  await group.advance(5);
}

export async function loseControlFile({ group, random }) {
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

export async function loseDirectory({ group, random }) {
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

export async function plantFiles({ group, random }) {
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
