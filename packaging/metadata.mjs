// What the manifests of the published packages must agree on: the common fields, one version, dependencies on each
// other at exactly that version, the workspace's licence, and README links to the repository's address. `npm run stamp`
// writes what can be derived, `npm run packages` complains about what differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { root } from '../scripts/install.mjs';
import { commonFields, publishedPackages, workspace } from './workspace.mjs';

/** Sentences about what is wrong, none if all is right. */
export function metadataProblems() {
  const packages = publishedPackages();
  const [{ manifest: first }] = packages;
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  const problems = [];
  for (const { folder, path, manifest } of packages) {
    const complain = (text) => problems.push(`packages/${folder}: ${text}`);
    for (const [field, value] of Object.entries(commonFields(folder))) {
      if (isDeepStrictEqual(manifest[field], value)) continue;
      complain(`${field} is ${JSON.stringify(manifest[field])}, not ${JSON.stringify(value)}; npm run stamp writes it`);
    }
    if (!/^0\.\d+\.\d+$/.test(manifest.version)) complain(`version is ${manifest.version}, not 0.x.y`);
    if (manifest.version !== first.version)
      complain(`version is ${manifest.version}, ${first.name}'s ${first.version}`);
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
      if (names.has(name) && range !== first.version) complain(`depends on ${name} ${range}, not ${first.version}`);
      if (!/^\d+\.\d+\.\d+$/.test(range)) complain(`depends on ${name} ${range}, which is no exact version`);
    }
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) {
      if (manifest.scripts?.[script]) complain(`has a script ${script}, which would run at users`);
    }
    if (licence(path) !== licence(root)) complain('LICENSE is not the one of the repository; npm run stamp copies it');
    const readme = join(path, 'README.md');
    if (!existsSync(readme)) complain('README.md is missing');
    else {
      for (const link of linksOf(readFileSync(readme, 'utf8'))) {
        if (/^https?:/.test(link) || link.startsWith('#')) continue;
        complain(`README.md links to ${link}, which does not exist beside it on npm`);
      }
      for (const path of repositoryPathsOf(readFileSync(readme, 'utf8'))) {
        if (!existsSync(join(root, path))) complain(`README.md links to ${path}, which the repository does not have`);
      }
    }
  }
  return problems;
}

/** Writes the derived fields and files. The address that READMEs had before is the one that a manifest still names. */
export function stamp() {
  for (const { folder, path, manifest } of publishedPackages()) {
    const before = manifest.homepage;
    writeFileSync(join(path, 'package.json'), `${JSON.stringify({ ...manifest, ...commonFields(folder) }, null, 2)}\n`);
    writeFileSync(join(path, 'LICENSE'), licence(root));
    replaceAddress(join(path, 'README.md'), before);
    if (folder === 'client')
      for (const page of ['README.md', 'docs/install.md']) replaceAddress(join(root, page), before);
  }
}

function replaceAddress(file, before) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, workspace.homepage));
}

function licence(folder) {
  const file = join(folder, 'LICENSE');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function linksOf(markdown) {
  return Array.from(markdown.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);
}

/** The paths within the repository that a README of a package links to, as `<address>/blob/main/<path>`. */
function repositoryPathsOf(markdown) {
  const start = `${workspace.homepage}/blob/main/`;
  return linksOf(markdown)
    .filter((link) => link.startsWith(start))
    .map((link) => link.slice(start.length).split('#')[0]);
}
