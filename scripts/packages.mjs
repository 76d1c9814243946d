// `npm run packages`: packs the packages and checks what npm would get: manifests, contents, entries and types.
import { checkPackages } from '../packaging/check.mjs';
import { packaging } from '../packaging/workspace.mjs';
import { install } from './install.mjs';

await install();
await install(packaging);
await checkPackages();
