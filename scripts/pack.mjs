// `npm run pack`: builds the packages as tarballs into packed/, for projects that install them from a clone.

import { relative } from 'node:path';
import { pack } from '../packaging/pack.mjs';
import { install, root } from './install.mjs';

await install();
for (const { tarball, manifest, bytes } of await pack()) {
  console.log(`${relative(root, tarball)}  ${manifest.version}, ${Math.ceil(bytes / 1024)} KB`);
}
