// `tendril info`: sends info requests to one node and prints the replies as the server wrote them, except for
// what a terminal would obey.
// Asks the first host that can be reached when several are configured.

import { foreignInfo } from '../command/info/info-requests.ts';
import { AerospikeError } from '../model/error.ts';
import type { SeedAddress } from '../topology/host-address.ts';
import { parseSeeds } from '../topology/seed-text.ts';
import { type CliOutput, UsageError } from './cli-types.ts';
import { type LoginOptions, loginOf } from './login.ts';
import { printable } from './terminal-text.ts';
import { type TlsOptions, transportOf } from './tls.ts';

const DEFAULT_TIMEOUT_MS = 1_000;
const MAX_TIMEOUT_MS = 600_000;

/** Requests have colons, too, but nothing like this. */
const LIKE_A_NODE = /^(?:\[[\da-f:.]+\]|[\w.-]+):\d+$|^\d+(?:\.\d+){3}$/i;

export interface InfoOptions extends TlsOptions, LoginOptions {
  readonly host?: string | undefined;
  readonly timeout?: string | undefined;
}

export async function runInfo(options: InfoOptions, requests: readonly string[], output: CliOutput): Promise<number> {
  if (requests.length === 0) throw new UsageError('No info request given, for example: tendril info build');
  const node = requests.find((request) => LIKE_A_NODE.test(request));
  if (node !== undefined) throw new UsageError(`${node} is not an info request; a node is named by --host ${node}`);
  const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : parseTimeout(options.timeout);
  const tls = transportOf(options);
  const login = loginOf(options, process.env);
  let failure: unknown;
  for (const host of hosts(options)) {
    try {
      output.out(printable((await foreignInfo(host, requests, timeoutMs, tls, login)) ?? ''));
      return 0;
    } catch (error) {
      failure = error;
      if (error instanceof AerospikeError && error.isServerError()) break;
    }
  }
  throw failure;
}

function hosts({ host, 'tls-name': tlsName }: InfoOptions): readonly SeedAddress[] {
  try {
    const seeds = parseSeeds(host ?? process.env.AEROSPIKE_HOSTS ?? 'localhost');
    return tlsName === undefined ? seeds : seeds.map((seed) => ({ ...seed, tlsName }));
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
