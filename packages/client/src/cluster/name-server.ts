// Whether a lookup by the operating system would be answered, found out without a thread. Such a lookup cannot be
// cancelled and holds one of the process's few threads for as long as the name server is silent. Threads of the process
// that each have a client know nothing of each other's lookups, and together would hold all that there are.

import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

/** How long each name server has; who looks a name up waits for 2 s. */
const NAME_SERVER_MS = 900;
const HOSTS_FILE =
  process.platform === 'win32' ? `${process.env.SystemRoot}\\System32\\drivers\\etc\\hosts` : '/etc/hosts';
const LOCAL = /(?:^|\.)localhost\.?$/i;
/** What is said of name servers that are silent; all else is an answer, also that there is no such name. */
const SILENT = 'ETIMEOUT';

export interface NameServerOptions {
  /** In place of those that the system has. */
  readonly servers?: readonly string[];
  readonly timeoutMs?: number;
  readonly hostsFile?: string;
}

/** Resolves if the system would find out about a name soon, whatever that is; rejects if nobody answers. */
export async function nameServerAnswers(host: string, options: NameServerOptions = {}): Promise<void> {
  const { servers, timeoutMs = NAME_SERVER_MS, hostsFile = HOSTS_FILE } = options;
  if (LOCAL.test(host) || (await isListed(host, hostsFile))) return;
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  if (servers !== undefined) resolver.setServers(servers);
  try {
    await resolver.resolve4(host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === SILENT) throw new Error('the name server does not answer');
  }
}

/**
 * ```
 * line := address { blank name } [ "#" comment ]
 * ```
 */
async function isListed(host: string, hostsFile: string): Promise<boolean> {
  const text = await readFile(hostsFile, 'utf8').catch(() => '');
  const wanted = host.toLowerCase();
  return text.split('\n').some((line) => {
    const [, ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return names.includes(wanted);
  });
}
