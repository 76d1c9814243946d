// `npm run change`: asks what changed for users and writes it to .changeset/, from where the next release takes it.
// Arguments go to changesets (`npm run change -- status`).
import { changesets, packaging } from '../packaging/workspace.mjs';
import { install, run } from './install.mjs';

await install(packaging);
await run(process.execPath, [changesets, ...process.argv.slice(2)]);
