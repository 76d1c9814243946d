// `npm run release`: builds clean, checks, and publishes the very tarballs that were checked. `-- --dry-run` does all but
// publish. Publishing needs a CI that can attest where the packages come from; elsewhere npm refuses.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackages } from '../packaging/check.mjs';
import { packaging } from '../packaging/workspace.mjs';
import { install, output, root, run } from './install.mjs';

const [option, ...others] = process.argv.slice(2);
const isDryRun = option === '--dry-run';
if ((option !== undefined && !isDryRun) || others.length > 0) {
  console.error('Usage: npm run release [-- --dry-run]');
  process.exit(2);
}

await install();
await install(packaging);
const obstacles = obstaclesToRelease();
for (const obstacle of obstacles) console.error(isDryRun ? `Would stop here: ${obstacle}` : obstacle);
if (obstacles.length > 0 && !isDryRun) process.exit(1);

for (const { tarball, manifest } of await checkPackages()) {
  console.log(`\n${isDryRun ? 'Would publish' : 'Publishing'} ${manifest.name} ${manifest.version}`);
  await run('npm', ['publish', tarball, '--loglevel=warn', ...(isDryRun ? ['--dry-run'] : [])]);
}

function obstaclesToRelease() {
  const pending = readdirSync(join(root, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md');
  return [
    ...(output('git', ['status', '--porcelain']) === '' ? [] : ['the work tree has changes that are not committed']),
    ...(pending.length === 0 ? [] : [`${pending.length} changes wait in .changeset/ for npm run bump`]),
  ];
}
