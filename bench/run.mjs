// One run of the benchmark: sections in order, each prints its Markdown and returns its numbers.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { heading, number } from './lib/format.mjs';
import { HELP, readOptions } from './lib/options.mjs';
import { repositoryRoot, TENDRIL } from './lib/paths.mjs';

const LOADED = 0.5;

function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repositoryRoot, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown commit';
  }
}

function describeRun(options) {
  const vendor = versionOf(new URL('node_modules/aerospike', import.meta.url).pathname);
  const [load] = loadavg();
  const model = cpus()[0]?.model ?? 'unknown processor';
  heading(
    'Run',
    [
      `- ${model}, ${cpus().length} cores, ${number(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}, Node.js ${process.version}`,
      `- aerospike ${vendor} and tendril ${versionOf(TENDRIL)} (${commit()}), ${new Date().toISOString().slice(0, 10)}`,
      `- ${options.rounds} round(s), ${options.measureMs / 1000} s measured after ${options.warmUpMs / 1000} s of warm-up; medians (smallest … largest)`,
      ...(options.cores
        ? [`- Pinned: servers on cores ${options.cores.server}, clients on cores ${options.cores.client}`]
        : []),
      ...(options.quick ? ['- **Quick run: it shows that everything runs; do not quote its numbers.**'] : []),
      ...(load > LOADED
        ? [`- **The machine was not idle at the start: load ${number(load)}. Absolute numbers mean little.**`]
        : []),
    ].join('\n'),
  );
}

async function main() {
  let options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const started = performance.now();
  describeRun(options);
  const results = {
    options,
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
    sections: {},
  };
  let failed = false;
  for (const section of options.sections) {
    const { [section]: run } = await import(`./sections/${section}.mjs`);
    try {
      results.sections[section] = await run(options);
    } catch (error) {
      // One part that cannot run must not cost the numbers of the others.
      failed = true;
      results.sections[section] = { failure: error.message };
      console.log(`\n**Section ${section} failed:** ${error.message}`);
    }
  }
  console.log(`\nThe run took ${number((performance.now() - started) / 60_000)} minutes.`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
  return failed ? 1 : 0;
}

process.exit(await main());
