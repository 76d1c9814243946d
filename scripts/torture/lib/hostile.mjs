// Directories that somebody prepared where a segment is going to be: whoever attaches has to refuse them with a reason
// and must not touch them; what is only garbage of this user is replaced.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const NOBODY = 65_534;
const garbage = (bytes) => Buffer.alloc(bytes, 'garbage');

/** `[what, prepare(path), reason]`; without a reason it has to work nevertheless. */
const PREPARED = [
  ['a directory open to others', (path) => makeDirectory(path, 0o777), /its mode 777 lets others in/],
  ['a directory of another user', ownedByNobody, /belongs to user 65534/],
  ['a link to a directory', linkedDirectory, /wrong type/],
  ['a file', (path) => writeFileSync(path, ''), /wrong type/],
  ['a control file that is a link', inside((path) => symlinkSync('/etc/hostname', path)), /ELOOP/],
  ['a control file that is a pipe', inside((path) => execFileSync('mkfifo', ['-m', '600', path])), /wrong type/],
  ['a control file that is a directory', inside((path) => mkdirSync(path)), /EISDIR/],
  ['a control file open to others', inside((path) => writeFile(path, '', 0o644)), /mode 644/],
  ['a control file of another user', inside(controlOfNobody), /belongs to user 65534|EACCES/],
  ['a control file of garbage', inside((path) => writeFile(path, garbage(4096), 0o600)), undefined],
  ['a control file of the wrong size', inside((path) => writeFile(path, garbage(77), 0o600)), undefined],
];

function makeDirectory(path, mode = 0o700) {
  mkdirSync(path);
  chmodSync(path, mode);
}

function writeFile(path, content, mode) {
  writeFileSync(path, content);
  chmodSync(path, mode);
}

function ownedByNobody(path) {
  makeDirectory(path);
  chownSync(path, NOBODY, NOBODY);
}

function controlOfNobody(path) {
  writeFile(path, '', 0o600);
  chownSync(path, NOBODY, NOBODY);
}

function linkedDirectory(path) {
  makeDirectory(`${path}-elsewhere`);
  symlinkSync(`${path}-elsewhere`, path);
}

function inside(prepare) {
  return (path) => {
    makeDirectory(path);
    prepare(join(path, 'ctl'));
  };
}

/** Type, owner, mode and content of everything at the path. */
function portrait(path) {
  const { mode, uid, size, mtimeMs } = lstatSync(path);
  const isDirectory = (mode & 0o170000) === 0o040000;
  const names = isDirectory ? readdirSync(path).sort() : [];
  return JSON.stringify([
    basename(path),
    mode,
    uid,
    isDirectory ? 0 : size,
    mtimeMs,
    names.map((name) => portrait(join(path, name))),
  ]);
}

/** Prepares one of them and lets a participant come; false when there was no space for it. */
export async function visit(group, ground, choice, note) {
  const possible = PREPARED.filter(([what]) => ground.isRoot || !what.includes('another user'));
  const [what, prepare, reason] = possible[Math.floor(choice * possible.length)];
  const kind = group.kinds.find((one) => one.kind === 'process');
  const visitors = group.visitors(`${group.identity}-visited-${group.started}`, kind);
  const { directoryName } = createRequire(join(kind.app, 'index.js'))('tendril-client/dist/src/shm/layout.js');
  const path = join(ground.directory, directoryName(process.geteuid(), visitors.identity));
  try {
    try {
      prepare(path);
    } catch (error) {
      if (error.code === 'ENOSPC') return false;
      throw error;
    }
    const before = portrait(path);
    const host = visitors.start(kind);
    await visitors.joined(host);
    const [member] = host.members;
    if (reason === undefined) {
      if (!(member.end === undefined || /ENOSPC/.test(member.reason)))
        group.ledger.complain(`${what}: ${member.reason}`);
    } else if (member.end !== 'refused' || !(reason.test(member.reason) || /ENOSPC/.test(member.reason))) {
      group.ledger.complain(`${what}: ${member.end ?? 'it was used'}: ${member.reason}`);
    } else if (portrait(path) !== before) {
      group.ledger.complain(`${what} was changed: ${portrait(path)} instead of ${before}`);
    }
    note(what);
    if (member.end === undefined) {
      member.order({ do: 'close' });
      await visitors.until('a visitor leaves', () => member.end !== undefined);
    }
    await host.dismiss();
    for (const problem of visitors.ledger.problems) {
      if (!problem.includes(' is refused: ')) group.ledger.complain(problem);
    }
    return true;
  } finally {
    rmSync(path, { recursive: true, force: true });
    rmSync(`${path}-elsewhere`, { recursive: true, force: true });
  }
}
