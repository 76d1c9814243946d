// `npm run newcomer`: does what the pages for newcomers say, word for word: runs their commands and writes their files,
// in an empty folder, from a clone of the work tree as it is now. A page that is wrong fails the run.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { packaging, workspace } from '../packaging/workspace.mjs';
import { install, output, root } from './install.mjs';

/** Each section begins in the same folder: the first makes the clone that the others find beside their projects. */
const SECTIONS = [
  ['README.md', 'From an empty folder to a first record'],
  ['docs/install.md', 'With pnpm'],
  ['docs/install.md', 'With yarn'],
  ['docs/install.md', 'In a bundle'],
];
const LIMIT_MS = 300_000;

await install(packaging);
const scratch = mkdtempSync(join(tmpdir(), 'tendril-newcomer-'));
let passed = 0;
try {
  const origin = join(scratch, 'origin');
  const folder = join(scratch, 'newcomer');
  mkdirSync(folder);
  publish(origin);
  for (const [file, heading] of SECTIONS) {
    console.log(`\n== ${file}, ${heading}`);
    const { status } = spawnSync('bash', ['-euxo', 'pipefail', '-c', scriptOf(sectionOf(file, heading))], {
      cwd: folder,
      env: environment(origin),
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: LIMIT_MS,
    });
    if (status !== 0) {
      console.error(`${file}: following "${heading}" fails`);
      break;
    }
    passed++;
  }
} finally {
  rmSync(scratch, { recursive: true, maxRetries: 3 });
}
console.log(`\n${passed} passed, ${passed === SECTIONS.length ? 0 : 1} failed`);
process.exitCode = passed === SECTIONS.length ? 0 : 1;

/** Makes a repository of the files of the work tree, changes that are not committed included. */
function publish(origin) {
  const git = (...args) =>
    output('git', ['-C', origin, '-c', 'user.name=ci', '-c', 'user.email=ci@localhost', ...args]);
  const listed = output('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']);
  const deleted = new Set(output('git', ['ls-files', '-z', '--deleted']).split('\0'));
  for (const path of listed.split('\0')) {
    if (path === '' || deleted.has(path)) continue;
    mkdirSync(dirname(join(origin, path)), { recursive: true });
    cpSync(join(root, path), join(origin, path));
  }
  git('init', '-q', '-b', 'main');
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'The work tree');
}

/** As a newcomer's: without what npm has set for this script. The repository's address leads to `origin`. */
function environment(origin) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(package|lifecycle|config_local_prefix)|INIT_CWD)/.test(name),
    ),
  );
  return {
    ...env,
    PATH: [join(packaging, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    // Both keep tarballs by name and version, and these have the name and version of others before them.
    YARN_CACHE_FOLDER: join(scratch, 'yarn'),
    npm_config_store_dir: join(scratch, 'pnpm'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${origin}.insteadOf`,
    GIT_CONFIG_VALUE_0: workspace.homepage,
  };
}

function sectionOf(file, heading) {
  const [, section] = readFileSync(join(root, file), 'utf8').split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`${file} has no section "${heading}"`);
  return section.split('\n## ')[0];
}

/** Commands are run; other blocks are files, whose name is in the line before: "`name`:". */
function scriptOf(section) {
  const blocks = section.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```(\w+)\n(.*?)^```$/gms);
  return Array.from(blocks, ([, name, language, text]) => {
    if (language === 'sh') return text;
    if (name === undefined) throw new Error(`A block of ${language} does not say which file it is:\n${text}`);
    return `cat > ${name} <<'END OF FILE'\n${text}END OF FILE\n`;
  }).join('');
}
