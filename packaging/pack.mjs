// Makes the tarballs: a clean build, then `npm pack` into packed/. Their names have no version, so that the commands
// that install them stay the same.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, output, root } from '../scripts/install.mjs';
import { publishedPackages } from './workspace.mjs';

export const packedFolder = join(root, 'packed');

/** Packs all packages; gives each one's description with `tarball`, `files` and `bytes`. */
export async function pack() {
  const packages = publishedPackages();
  // What an earlier build left of sources that are gone would be packed too.
  for (const { path } of packages) rmSync(join(path, 'dist'), { recursive: true, force: true });
  await build();
  rmSync(packedFolder, { recursive: true, force: true });
  mkdirSync(packedFolder);
  return packages.map((each) => {
    const [result] = JSON.parse(
      output('npm', ['pack', '--json', '--pack-destination', packedFolder], { cwd: each.path }),
    );
    const tarball = join(packedFolder, `${each.manifest.name}.tgz`);
    renameSync(join(packedFolder, result.filename), tarball);
    return { ...each, tarball, bytes: result.size, files: result.files.map((file) => file.path) };
  });
}
