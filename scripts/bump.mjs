// `npm run bump`: turns what .changeset/ says into the next version of all packages and into their changelogs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesets, packaging, publishedPackages } from '../packaging/workspace.mjs';
import { install, run } from './install.mjs';

await install(packaging);
await run(process.execPath, [changesets, 'version']);
const [{ path, manifest }] = publishedPackages();
const sources = join(path, 'src');
const name = readdirSync(sources, { recursive: true }).find((file) => /(^|[\\/])version\.ts$/.test(file));
const source = join(sources, name);
writeFileSync(source, readFileSync(source, 'utf8').replace(/VERSION = '[^']*'/, `VERSION = '${manifest.version}'`));
await run('npm', ['install', '--package-lock-only', '--loglevel=error']);
