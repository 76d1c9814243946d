// The command tendril-gateway: options in, exit code out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions } from './options.ts';
import { runPrimary } from './process/primary.ts';

/** Runs the command with the arguments after the script name. */
export async function main(args: readonly string[]): Promise<void> {
  const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  process.exitCode = await runPrimary(parseOptions(args, version));
  // The channels to the processes that ended keep nothing alive; exiting here makes sure of it.
  process.exit();
}
