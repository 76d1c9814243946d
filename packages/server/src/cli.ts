// The command `tendril-server`: an embedded server as a process of its own. It ends on SIGINT, on SIGTERM, and when the
// process that started it goes away.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EmbeddedServer } from './embedded-server.ts';
import { LOG_LEVELS, type LogLevel, stderrLog } from './log.ts';
import type { SecurityOptions } from './security/settings.ts';
import type { EmbeddedServerOptions } from './server-options.ts';
import { DEFAULT_VERSION, SERVER_VERSIONS, type ServerVersion } from './server-version.ts';

const MAX_PORT = 65_535;
const MAX_NODES = 64;

interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly nodes: number;
  readonly namespace: readonly string[];
  readonly strongConsistency: boolean;
  readonly clusterName: string;
  readonly serverVersion: ServerVersion;
  readonly logLevel: LogLevel;
  readonly tlsSelfSigned?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsKeyPasswordFile?: string;
  readonly tlsCa?: string;
  readonly tlsCrl?: string;
  readonly tlsName?: string;
  readonly tlsPort: number;
  readonly tlsOnly?: boolean;
  readonly security: boolean;
  readonly enableQuotas: boolean;
  readonly audit: boolean;
  readonly defaultPasswordFile: string | undefined;
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** This file is compiled to `dist/src`. */
function packageVersion(): string {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function createCommand(): Command {
  return new Command('tendril-server')
    .description(
      'An Aerospike-compatible server for development and tests. Data lives in memory; without --security everybody may do everything.',
    )
    .version(packageVersion(), '-v, --version', 'say the version')
    .option('-p, --port <port>', 'port of the first node; 0 takes free ports', integer(0, MAX_PORT), 3000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('-n, --nodes <count>', 'number of nodes, on consecutive ports', integer(1, MAX_NODES), 1)
    .option('--namespace <names...>', 'namespaces', ['test'])
    .option('--strong-consistency', 'make the namespaces strongly consistent, with transactions', false)
    .option('--cluster-name <name>', 'cluster name', 'tendril')
    .addOption(
      new Option('--server-version <version>', 'version of the real server whose rules hold')
        .choices(SERVER_VERSIONS)
        .default(DEFAULT_VERSION),
    )
    .addOption(
      new Option('--tls-self-signed', 'listen with TLS, by a certificate made for this start').conflicts([
        'tlsCert',
        'tlsKey',
        'tlsKeyPasswordFile',
        'tlsCa',
        'tlsCrl',
      ]),
    )
    .option('--tls-cert <path>', 'listen with TLS: PEM file of the certificate')
    .option('--tls-key <path>', 'PEM file of its private key')
    .option('--tls-key-password-file <path>', 'file with the password of that key')
    .option('--tls-ca <path>', 'PEM file of the authorities of clients, which then have to show a certificate')
    .option('--tls-crl <path>', 'PEM file of the revoked certificates of clients')
    .option('--tls-name <name>', 'TLS name that the nodes announce; default the first one of the certificate')
    .option('--tls-port <port>', 'port of the first node for TLS; 0 takes free ones', integer(0, MAX_PORT), 4333)
    .option('--tls-only', 'listen on no port without TLS')
    .option('--security', 'every connection has to log in; the first user is admin with the password admin', false)
    .addOption(
      new Option('--default-password-file <path>', 'where the first line is the password of admin; implies --security')
        .env('TENDRIL_SERVER_PASSWORD_FILE')
        .implies({ security: true }),
    )
    .addOption(
      new Option('--enable-quotas', 'hold users to the quotas of their roles; implies --security')
        .default(false)
        .implies({ security: true }),
    )
    .addOption(
      new Option('--audit', 'log logins, refusals and changes by administrators at the level info; implies --security')
        .default(false)
        .implies({ security: true }),
    )
    .addOption(new Option('--log-level <level>', 'what goes to standard error').choices(LOG_LEVELS).default('warn'));
}

/** The TLS that the options ask for. @throws Error when they do not fit together, and what reading a file throws */
function tlsOf(options: CliOptions): EmbeddedServerOptions['tls'] {
  const { tlsCert, tlsKey, tlsKeyPasswordFile, tlsCa, tlsCrl, tlsName, tlsPort, tlsOnly = false } = options;
  const listens = { port: tlsPort, only: tlsOnly, ...(tlsName !== undefined && { name: tlsName }) };
  if (options.tlsSelfSigned) return { ...listens, selfSigned: true };
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return {
      ...listens,
      cert: tlsCert,
      key: tlsKey,
      ...(tlsKeyPasswordFile !== undefined && {
        password: readFileSync(tlsKeyPasswordFile, 'utf8').replace(/\r?\n$/, ''),
      }),
      ...(tlsCa !== undefined && { ca: tlsCa }),
      ...(tlsCrl !== undefined && { crl: tlsCrl }),
    };
  }
  const stray = [tlsCert, tlsKey, tlsKeyPasswordFile, tlsCa, tlsCrl, tlsName].some((value) => value !== undefined);
  if (stray || tlsOnly) throw new Error('TLS needs --tls-cert and --tls-key, or --tls-self-signed');
  return undefined;
}

/** Where clients find what they have to trust: a file that is gone when the server has stopped. */
class CaFile {
  readonly path: string;
  readonly #folder: string;

  constructor(ca: string) {
    this.#folder = mkdtempSync(join(tmpdir(), 'tendril-server-'));
    this.path = join(this.#folder, 'ca.pem');
    writeFileSync(this.path, ca);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs the command with the given arguments; resolves when the server has stopped. */
export async function main(argv: readonly string[] = process.argv): Promise<void> {
  const options = createCommand().parse(argv).opts<CliOptions>();
  let server: EmbeddedServer;
  try {
    const tls = tlsOf(options);
    server = await EmbeddedServer.start({
      port: options.port,
      host: options.host,
      nodes: options.nodes,
      namespaces: options.namespace.map((name) => ({ name, strongConsistency: options.strongConsistency })),
      clusterName: options.clusterName,
      version: options.serverVersion,
      ...(tls !== undefined && { tls }),
      security: securityOf(options),
      log: stderrLog(options.logLevel),
    });
  } catch (error) {
    process.stderr.write(`tendril-server cannot start: ${reasonOf(error)}\n`);
    process.exitCode = 1;
    releaseParent();
    return;
  }
  const caFile = options.tlsSelfSigned && server.tls ? new CaFile(server.tls.ca) : undefined;
  process.stdout.write(`tendril-server ready at ${server.hosts}\n`);
  if (server.tls) {
    const trust = caFile === undefined ? '' : `, for clients that trust ${caFile.path}`;
    process.stdout.write(`With TLS at ${server.tlsHosts}${trust}\n`);
  }
  process.send?.({ ready: true, hosts: server.hosts, tlsHosts: server.tlsHosts, caFile: caFile?.path });
  await untilEnd();
  await server.stop();
  caFile?.remove();
  releaseParent();
}

function reasonOf(error: unknown): string {
  const { code, port, address, message } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${address} is in use; choose another with --port, or 0 for a free one`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs privileges; choose one above 1023 with --port`;
  return message ?? String(error);
}

function securityOf({ security, enableQuotas, audit, defaultPasswordFile }: CliOptions): SecurityOptions | false {
  if (!security) return false;
  const report = { authentication: audit, sysAdmin: audit, userAdmin: audit, violation: audit };
  if (defaultPasswordFile === undefined) return { enableQuotas, report };
  const [password = ''] = readFileSync(defaultPasswordFile, 'utf8').split(/\r?\n/, 1);
  if (password === '') throw new Error(`${defaultPasswordFile} begins with an empty line, not with a password`);
  return { enableQuotas, report, password };
}

/** The channel to the parent, if there is one, would keep the process alive. */
function releaseParent(): void {
  if (process.connected) process.disconnect();
}

/** Resolves at the first reason to end. */
function untilEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('disconnect', resolve);
  });
}
