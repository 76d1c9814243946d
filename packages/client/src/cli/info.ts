// `tendril info`: sends info requests to one node and prints the replies as the server wrote them, except for
// what a terminal would obey.
// Asks the first host that can be reached when several are configured.

import { foreignInfo } from '../command/info/info-requests.ts';
import { AerospikeError } from '../model/error.ts';
import { parseSeeds } from '../topology/seed-text.ts';
import { type CliOutput, UsageError } from './cli-types.ts';
import { type LoginOptions, loginOf } from './login.ts';
import { printable } from './terminal-text.ts';

const DEFAULT_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 600_000;

export async function runInfo(
  options: LoginOptions & { readonly host?: string | undefined; readonly timeout?: string | undefined },
  requests: readonly string[],
  output: CliOutput,
): Promise<number> {
  if (requests.length === 0) throw new UsageError('No info request given, for example: tendril info build');
  const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : parseTimeout(options.timeout);
  const login = loginOf(options, process.env);
  let failure: unknown;
  for (const host of hosts(options.host ?? process.env.AEROSPIKE_HOSTS ?? 'localhost')) {
    try {
      output.out(printable((await foreignInfo(host, requests, timeoutMs, login)) ?? ''));
      return 0;
    } catch (error) {
      failure = error;
      if (error instanceof AerospikeError && error.isServerError()) break;
    }
  }
  throw failure;
}

function hosts(text: string) {
  try {
    return parseSeeds(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parseTimeout(text: string): number {
  const timeoutMs = Number(text);
  if (!/^\d+$/.test(text) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
    throw new UsageError(`The timeout must be a number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`);
  }
  return timeoutMs;
}
