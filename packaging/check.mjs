// Everything that is checked before the packages may be published, and what CI checks at every change.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { contentProblems } from './contents.mjs';
import { metadataProblems } from './metadata.mjs';
import { pack } from './pack.mjs';
import { packaging } from './workspace.mjs';

/** Packs and checks; gives the packed packages, or ends the process with exit code 1 and says what is wrong. */
export async function checkPackages() {
  const packages = await pack();
  const problems = [...metadataProblems(), ...packages.flatMap((each) => contentProblems(each, each.files))];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  for (const { tarball, manifest, files, bytes } of packages) {
    console.log(`${manifest.name} ${manifest.version}: ${files.length} files, ${Math.ceil(bytes / 1024)} KB packed`);
    judge('publint', 'publint/src/cli.js', '--strict', tarball);
    judge('are the types wrong', '@arethetypeswrong/cli/dist/index.js', '--format', 'ascii', '--no-emoji', tarball);
  }
  return packages;
}

/** Runs a tool of this folder; what it prints is worth reading only when it complains. */
function judge(name, script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(packaging, 'node_modules', script), ...args], {
    encoding: 'utf8',
  });
  if (status === 0) {
    console.log(`  ${name}: no problems`);
    return;
  }
  console.error(`${stdout}${stderr}${name} failed`);
  process.exit(1);
}
