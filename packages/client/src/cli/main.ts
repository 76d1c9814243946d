// The command `tendril`: reads arguments, runs `status` or `info`, prints, and says by the exit code how it went.
// Exit codes: 0 done, 1 failed, 2 wrong usage. Results go to standard output, complaints to standard error.
// Never connects as a client: it neither tends nor takes part in a segment.

import { parseArgs } from 'node:util';
import { VERSION } from '../model/version.ts';
import { type CliOutput, type CliSystem, UsageError } from './cli-types.ts';
import { runInfo } from './info.ts';
import { processSystem } from './process-system.ts';
import { runStatus } from './status.ts';
import { printable } from './terminal-text.ts';

const HELP = `Usage: tendril <command> [options]

Commands:
  status                 Show the shared segments of this host: who tends, who takes part, which nodes are known
    --json               Print them as JSON
    --directory <path>   Where segments live; default /dev/shm, and the temporary directory
    --watch              Show them again and again, with the age of the owner's heartbeat, until Ctrl+C;
                         with --json one line per look
    --interval <s>       Seconds between two looks, 0.1 to 3600; default 1
  info <request>...      Send info requests to a node and print its replies
    --host <host:port>   Node to ask; default AEROSPIKE_HOSTS, else localhost:3000
    --timeout <ms>       Limit for connecting and for the reply; default 1000
    --user <name>        Log in as this user; default AEROSPIKE_USER, else nobody logs in
    --password-file <path>
                         File with the password in its first line; default AEROSPIKE_PASSWORD_FILE, else the
                         password is AEROSPIKE_PASSWORD
    --tls                Ask by TLS, trusting whom Node.js trusts; the options below imply it
    --tls-ca <path>      PEM file of the authorities to trust
    --tls-cert <path>    PEM file of the certificate to show, with --tls-key
    --tls-key <path>     PEM file of its private key; the password, if it has one, is TENDRIL_TLS_KEY_PASSWORD
    --tls-name <name>    Name in the certificate of the node; default the one in --host host:name:port, else its host

  --help                 Show this text
  --version              Show the version

Examples:
  tendril status
  tendril status --watch --interval 0.5
  tendril info --host 192.0.2.10:3000 build statistics
  tendril info --host 192.0.2.10:db.example:4333 --tls-ca ca.pem build
`;

const OPTIONS = {
  json: { type: 'boolean' },
  directory: { type: 'string' },
  watch: { type: 'boolean' },
  interval: { type: 'string' },
  host: { type: 'string' },
  timeout: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  tls: { type: 'boolean' },
  'tls-ca': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-name': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const ALLOWED: { readonly [command: string]: readonly string[] } = {
  status: ['json', 'directory', 'watch', 'interval'],
  info: ['host', 'timeout', 'user', 'password-file', 'tls', 'tls-ca', 'tls-cert', 'tls-key', 'tls-name'],
};

/** Runs the command line and returns the exit code. Never throws. */
export async function run(
  args: readonly string[],
  output: CliOutput,
  system: CliSystem = processSystem(),
): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help) return print(output, HELP);
    if (values.version) return print(output, `${VERSION}\n`);
    const [command, ...rest] = positionals;
    if (command === undefined) throw new UsageError('No command given');
    checkOptions(command, Object.keys(values));
    // Awaited here, so that a failure is caught below.
    return await (command === 'status' ? runStatus(values, rest, output, system) : runInfo(values, rest, output));
  } catch (error) {
    output.error(`tendril: ${printable((error as Error).message)}\n`);
    if (!(error instanceof UsageError)) return 1;
    output.error('Try: tendril --help\n');
    return 2;
  }
}

function print(output: CliOutput, text: string): number {
  output.out(text);
  return 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Node.js goes on about arguments that begin with a dash, of which there are none.
    throw new UsageError((error as Error).message.replace(/\. To specify a positional argument .*$/s, ''));
  }
}

function checkOptions(command: string, given: readonly string[]): void {
  const allowed = Object.hasOwn(ALLOWED, command) ? ALLOWED[command] : undefined;
  if (allowed === undefined) throw new UsageError(`Unknown command: ${command}`);
  const stray = given.find((name) => !allowed.includes(name));
  if (stray !== undefined) throw new UsageError(`The command ${command} has no option --${stray}`);
}

/** Entry of the executable. */
export async function main(): Promise<void> {
  // The exit code is set, not forced: output to a pipe is written to its end.
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
  });
}
