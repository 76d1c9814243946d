// The packages that are published, in the order in which npm must see them: each depends only on earlier ones. What all
// of their manifests have in common is derived here from the workspace's own package.json, so that the repository's
// address stands in one place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/install.mjs';

/** The folder of the tools that only packaging needs, with a lock file of its own. */
export const packaging = import.meta.dirname;
export const changesets = join(packaging, 'node_modules/@changesets/cli/bin.js');

export const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** `{ folder, path, manifest }` of each published package. */
export function publishedPackages() {
  return ['client', 'server', 'gateway'].map((folder) => {
    const path = join(root, 'packages', folder);
    return { folder, path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) };
  });
}

/** The fields that every published manifest must have exactly so. */
export function commonFields(folder) {
  const { homepage, license, engines } = workspace;
  return {
    license,
    homepage,
    repository: { type: 'git', url: `git+${homepage}.git`, directory: `packages/${folder}` },
    bugs: { url: `${homepage}/issues` },
    engines,
    publishConfig: { access: 'public', provenance: true },
  };
}
