// Where the torture takes place: a small file system of its own where that is permitted, so that it can be filled, and
// copies of the client as unrelated applications install it, one of them with another layout of the segment. Everything
// is gone when this process ends.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../install.mjs';

const TMPFS_KIB = 1024;
const OTHER_LAYOUT = 99;

export class Ground {
  /** Applications, each with its own copy of the client: `{ app, layout }`. */
  apps = [];
  /** What cannot be done here, for the report. */
  skipped = [];
  fillings = 0;
  #base = mkdtempSync(join(tmpdir(), 'tendril-torture-'));
  #isMounted = false;
  #elsewhere;

  /** `directory`: where to put the segments' parent; without it a small file system is made. */
  constructor(directory) {
    process.on('exit', () => this.remove());
    this.directory = directory === undefined ? this.#mount() : this.#makeIn(directory);
    const layout = this.#install('app-a');
    this.#install('app-b');
    this.#install('app-of-another-version', OTHER_LAYOUT, layout);
    this.canMakeNamespaces = this.#tries('unshare', ['--pid', '--net', '--fork', '--mount-proc', 'true'], 'namespaces');
    this.canLimit = this.#tries('prlimit', ['--version'], 'running out of descriptors');
    this.isRoot = process.geteuid() === 0;
    if (!this.isRoot) this.skipped.push('files of another user: only root can make them');
  }

  /** Whether the directory is small enough to be filled. */
  get isSmall() {
    return this.#isMounted;
  }

  /** Takes all space that is left; the result gives it back. Both raise `fillings`. */
  fill() {
    const filler = join(this.directory, `filler-${++this.fillings}`);
    try {
      writeFileSync(filler, Buffer.alloc(TMPFS_KIB * 1024));
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
    return () => {
      rmSync(filler, { force: true });
      this.fillings++;
    };
  }

  #mount() {
    const small = join(this.#base, 'segments');
    mkdirSync(small, { mode: 0o700 });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${TMPFS_KIB}k,mode=700`, 'tendril-torture', small], {
        stdio: 'ignore',
      });
      this.#isMounted = true;
      return small;
    } catch {
      return this.#makeIn(existsSync('/dev/shm') ? '/dev/shm' : this.#base);
    }
  }

  #makeIn(directory) {
    this.skipped.push('a full file system: no small one of its own was asked for or permitted');
    this.#elsewhere = mkdtempSync(join(directory, 'tendril-torture-'));
    return this.#elsewhere;
  }

  #tries(command, args, what) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
      return true;
    } catch {
      this.skipped.push(`${what}: ${command} is missing or not permitted`);
      return false;
    }
  }

  /** Copies what a participant loads; returns the layout of the copy. */
  #install(name, otherLayout, knownLayout) {
    const app = join(this.#base, name);
    const client = join(app, 'node_modules/tendril-client/dist/src');
    for (const part of ['shm', 'time', 'installed.js']) {
      cpSync(join(root, 'packages/client/dist/src', part), join(client, part), {
        recursive: true,
        filter: (path) => !path.endsWith('.map'),
      });
    }
    const koffi = `@koromix/koffi-${process.platform}-${process.arch}`;
    const installed = dirname(createRequire(join(root, 'packages/client/package.json')).resolve(koffi));
    cpSync(installed, join(app, 'node_modules', koffi), { recursive: true });
    const file = join(client, 'shm/layout.js');
    const source = readFileSync(file, 'utf8');
    const layout = Number(/LAYOUT_VERSION = (\d+)/.exec(source)?.[1]);
    if (otherLayout !== undefined) {
      const changed = source.replace(`LAYOUT_VERSION = ${knownLayout}`, `LAYOUT_VERSION = ${otherLayout}`);
      if (changed === source) throw new Error('The layout version of the copy cannot be changed');
      writeFileSync(file, changed);
    }
    this.apps.push({ app, layout: otherLayout ?? layout });
    return layout;
  }

  remove() {
    if (this.#isMounted) {
      this.#isMounted = false;
      try {
        execFileSync('umount', ['-l', this.directory], { stdio: 'ignore' });
      } catch {
        // Shows in `mount`; nothing more can be done here.
      }
    }
    if (this.#elsewhere !== undefined) rmSync(this.#elsewhere, { recursive: true, force: true });
    rmSync(this.#base, { recursive: true, force: true });
  }
}
