// `npm run bump`: turns what .changeset/ says into the next version of all packages and into their changelogs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesets, packaging, publishedPackages } from '../packaging/workspace.mjs';
import { install, run } from './install.mjs';

await install(packaging);
await run(process.execPath, [changesets, 'version']);
const [{ path, manifest }] = publishedPackages();
const source = join(path);
writeFileSync(source, readFileSync(source, 'utf8').replace(/VERSION = '[^']*'/, `VERSION = '${manifest.version}'`));
await run('npm', ['install', '--package-lock-only', '--loglevel=error']);
