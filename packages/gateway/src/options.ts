// The command line of tendril-gateway: options, their defaults and limits, and the environment variables behind some.
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { TLSInfo } from 'tendril';
import { ACCESS_VARIABLE, type AccessSettings } from './access/access-settings.ts';
import type { ListenerTlsOptions } from './listener-tls.ts';
import { isLoopback } from './loopback.ts';
import { type LoginSettings, PASSWORD_VARIABLE } from './store/database-login.ts';

export interface GatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly workers: number;
  /** Seed hosts of the Aerospike cluster; undefined starts an embedded server. */
  readonly hosts: string | undefined;
  /** Who logs in at the cluster; undefined for nobody. */
  readonly user: string | undefined;
  /** File with the password in its first line; undefined where the environment has it. */
  readonly passwordFile: string | undefined;
  readonly namespace: string;
  readonly set: string;
  readonly bodyLimitBytes: number;
  readonly logLevel: string;
  /** Names that the gateway is reached by, besides those that it takes for its own. */
  readonly allowedHosts: readonly string[];
  /** Origins whose web pages may read and write. */
  readonly allowedOrigins: readonly string[];
  /** Who is let in; undefined for everybody. */
  readonly access?: AccessSettings | undefined;
  /** Whether metrics are there for everybody all the same. */
  readonly openMetrics?: boolean | undefined;
  /** TLS of its own listener; undefined without. */
  readonly tls?: ListenerTlsOptions | undefined;
  /** TLS with the cluster, as the client takes it; undefined without. */
  readonly databaseTls?: TLSInfo | undefined;
  /** Path of the status report; undefined for none. */
  readonly statusPath: string | undefined;
  /** Path of the metrics, of the page that says whether a worker lives, and of that whether it serves; undefined for none. */
  readonly metricsPath: string | undefined;
  readonly healthPath: string | undefined;
  readonly readyPath: string | undefined;
}

const WORKERS_MAX = 256;
const BODY_LIMIT_DEFAULT_BYTES = 1024 * 1024;
const BODY_LIMIT_MAX_BYTES = 128 * 1024 * 1024;
const NAMESPACE_MAX_BYTES = 31;
const SET_MAX_BYTES = 63;
const USER_MAX_BYTES = 63;
const PATH_MAX_CHARS = 255;
const NO_PATH = 'none';
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 };

/** Parses the arguments after the script name. Prints help, version and errors itself and then ends the process. */
export function parseOptions(args: readonly string[], version: string): GatewayOptions {
  return readOptions(createCommand(version), args);
}

/** @internal */
export function readOptions(command: Command, args: readonly string[]): GatewayOptions {
  type Parsed = Omit<GatewayOptions, 'bodyLimitBytes' | 'allowedHosts' | 'allowedOrigins' | 'tls' | 'databaseTls'> & {
    readonly bodyLimit: number;
    readonly statusPath: string;
    readonly metricsPath: string;
    readonly healthPath: string;
    readonly readyPath: string;
    readonly allowedHosts?: readonly string[];
    readonly allowOrigin?: readonly string[];
    readonly auth: boolean;
    readonly authFile?: string;
    readonly tlsCert?: string;
    readonly tlsKey?: string;
    readonly databaseTls?: boolean;
    readonly databaseTlsCa?: string;
    readonly databaseTlsCert?: string;
    readonly databaseTlsKey?: string;
  };
  const parsed = command.parse(args, { from: 'user' }).opts<Parsed>();
  const { user, passwordFile } = checkLogin(command, parsed);
  const { bodyLimit, hosts, statusPath, metricsPath, healthPath, readyPath, allowOrigin, ...others } = parsed;
  const { auth, authFile, tlsCert, tlsKey, databaseTls, databaseTlsCa, databaseTlsCert, databaseTlsKey, ...rest } =
    others;
  const access = accessOf(command, parsed.host, auth, authFile);
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    command.error("error: options '--tls-cert' and '--tls-key' need each other");
  }
  const encrypts = [databaseTls, databaseTlsCa, databaseTlsCert, databaseTlsKey].some((value) => value !== undefined);
  if (encrypts && !hosts)
    command.error("error: option '--database-tls' needs --hosts: the embedded server has no TLS here");
  checkPages(command, { statusPath, metricsPath, healthPath, readyPath });
  const pathOf = (text: string): string | undefined => (text === NO_PATH ? undefined : text);
  return {
    ...rest,
    hosts: hosts || undefined,
    user,
    passwordFile,
    allowedHosts: parsed.allowedHosts ?? [],
    allowedOrigins: allowOrigin ?? [],
    ...(access !== undefined && { access }),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(encrypts && {
      databaseTls: {
        ...(databaseTlsCa !== undefined && { cafile: databaseTlsCa }),
        ...(databaseTlsCert !== undefined && { certfile: databaseTlsCert }),
        ...(databaseTlsKey !== undefined && { keyfile: databaseTlsKey }),
      },
    }),
    bodyLimitBytes: bodyLimit,
    statusPath: pathOf(statusPath),
    metricsPath: pathOf(metricsPath),
    healthPath: pathOf(healthPath),
    readyPath: pathOf(readyPath),
  };
}

/** Of two pages at one path the second would never be seen. */
function checkPages(command: Command, pages: Readonly<Record<string, string>>): void {
  const seen = new Map<string, string>();
  for (const [name, path] of Object.entries(pages)) {
    const option = `--${name.replace('Path', '-path')}`;
    const other = seen.get(path);
    if (other !== undefined) command.error(`error: ${other} and ${option} are both '${path}'; each page needs its own`);
    if (path !== NO_PATH) seen.set(path, option);
  }
}

/** Beyond loopback nobody goes without a list by accident: that takes a word. */
function accessOf(
  command: Command,
  host: string,
  isWanted: boolean,
  file: string | undefined,
): AccessSettings | undefined {
  const isThere = Boolean(file) || process.env[ACCESS_VARIABLE] !== undefined;
  if (isThere && !isWanted) {
    command.error(`error: --no-auth contradicts ${file ? '--auth-file' : `${ACCESS_VARIABLE} in the environment`}`);
  }
  if (!isThere && isWanted && !isLoopback(host)) {
    command.error(
      `error: whoever reaches ${host} could read and write all records: say with --auth-file who may, or give --no-auth if something in front of the gateway decides that`,
    );
  }
  return isThere ? { file: file || undefined } : undefined;
}

/** Nobody logs in at the embedded server; a user from the environment is for a cluster. */
function checkLogin(command: Command, { hosts, user, passwordFile }: LoginSettings & { hosts?: string | undefined }) {
  const isAsked = command.getOptionValueSource('user') === 'cli';
  if (isAsked && !hosts) command.error('error: --user needs --hosts: the embedded server knows no users');
  if (!user || !hosts) return { user: undefined, passwordFile: undefined };
  if (!passwordFile && process.env[PASSWORD_VARIABLE] === undefined) {
    command.error(`error: a user needs a password: give --password-file, or ${PASSWORD_VARIABLE} in the environment`);
  }
  return { user, passwordFile: passwordFile || undefined };
}

/** @internal */
export function createCommand(version: string): Command {
  return new Command('tendril-gateway')
    .description('HTTP gateway for Aerospike: each path is a record, served by one worker process per core.')
    .version(version, '-v, --version', 'say the version')
    .helpOption('-h, --help', 'show this text')
    .configureOutput({ outputError: (text, write) => write(withoutCredentials(text)) })
    .option('--host <address>', 'address or name to listen on', parseHost, '127.0.0.1')
    .option('--port <number>', 'port to listen on, 0 picks a free one', integer(0, 65535), 8000)
    .option('--workers <number>', 'worker processes', integer(1, WORKERS_MAX), availableParallelism())
    .addOption(
      new Option('--hosts <list>', 'seed hosts of the Aerospike cluster, host[:port],... (none: an embedded server)')
        .env('AEROSPIKE_HOSTS')
        .argParser(parseHosts),
    )
    .addOption(
      new Option('--user <name>', 'user to log in at the cluster as').env('AEROSPIKE_USER').argParser(parseUser),
    )
    .addOption(
      new Option('--password-file <path>', `file with its password in the first line (none: ${PASSWORD_VARIABLE})`).env(
        'AEROSPIKE_PASSWORD_FILE',
      ),
    )
    .option('--namespace <name>', 'namespace of the records', name(NAMESPACE_MAX_BYTES), 'test')
    .option('--set <name>', 'set of the records', name(SET_MAX_BYTES), 'demo')
    .option(
      '--body-limit <size>',
      'largest request body, in bytes or as 512k or 8m',
      parseSize,
      BODY_LIMIT_DEFAULT_BYTES,
    )
    .option(
      '--allowed-hosts <list>',
      "names that it is reached by, besides addresses and local names: name,.suffix,... or '*' for any",
      parseNames,
    )
    .option(
      '--allow-origin <list>',
      "origins whose web pages may read and write, such as https://app.example.com,... or '*' for any",
      parseOrigins,
    )
    .addOption(
      new Option('--auth-file <path>', `file with the tokens and users to let in (none: ${ACCESS_VARIABLE})`).env(
        'TENDRIL_GATEWAY_AUTH_FILE',
      ),
    )
    .option('--no-auth', 'let everybody in on an address beyond loopback, too')
    .option('--open-metrics', 'let everybody read the metrics', false)
    .option('--status-path <path>', `path of the status report, '${NO_PATH}' for no such path`, parsePath, '/status')
    .option('--metrics-path <path>', `path of the metrics for Prometheus, or '${NO_PATH}'`, parsePath, '/metrics')
    .option('--health-path <path>', `path that answers while a worker lives, or '${NO_PATH}'`, parsePath, '/healthz')
    .option('--ready-path <path>', `path that says whether records are served, or '${NO_PATH}'`, parsePath, '/readyz')
    .option('--tls-cert <path>', 'serve HTTPS: PEM file of the certificate')
    .option('--tls-key <path>', 'PEM file of its private key')
    .option('--database-tls', 'reach the cluster by TLS; the three below imply it')
    .option('--database-tls-ca <path>', 'PEM file of the authorities to trust (none: those of Node.js)')
    .option('--database-tls-cert <path>', 'PEM file of the certificate to show to the cluster')
    .option('--database-tls-key <path>', 'PEM file of its private key')
    .addOption(new Option('--log-level <level>', 'least severe log line').choices(LOG_LEVELS).default('warn'))
    .allowExcessArguments(false);
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function name(maxBytes: number): (text: string) => string {
  return (text) => {
    if (text !== '' && Buffer.byteLength(text) <= maxBytes && !/[\s:;,\0]/.test(text)) return text;
    throw new InvalidArgumentError(`It must have 1 to ${maxBytes} bytes and no spaces, colons, semicolons or commas.`);
  };
}

function parseUser(text: string): string {
  if (Buffer.byteLength(text) <= USER_MAX_BYTES) return text;
  throw new InvalidArgumentError(`It must have at most ${USER_MAX_BYTES} bytes.`);
}

function parseSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([km]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
  if (bytes >= 1 && bytes <= BODY_LIMIT_MAX_BYTES) return bytes;
  throw new InvalidArgumentError('It must be from 1 byte to 128m, such as 65536, 512k or 8m.');
}

function parsePath(text: string): string {
  if (text === NO_PATH || (/^\/[!-~]+$/.test(text) && !/[#?%]/.test(text) && text.length <= PATH_MAX_CHARS))
    return text;
  throw new InvalidArgumentError(
    `It must be '${NO_PATH}', or a slash and 1 to ${PATH_MAX_CHARS - 1} printable ASCII characters other than # ? %.`,
  );
}

function parseHost(text: string): string {
  if (/^[0-9A-Za-z_.:%-]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an IP address or a name; 0.0.0.0 or :: listens on all interfaces.');
}

function parseNames(text: string): readonly string[] {
  const names = items(text);
  const at = names.findIndex((name) => !/^(?:\*|\.?[0-9a-z_-]+(?:\.[0-9a-z_-]+)*)$/i.test(name));
  if (at === -1) return names;
  throw new InvalidArgumentError(`Entry ${at + 1} is not a name, .suffix or *; ports and schemes do not belong here.`);
}

function parseOrigins(text: string): readonly string[] {
  const origins = items(text);
  const at = origins.findIndex((origin) => origin !== '*' && !isOrigin(origin));
  if (at === -1) return origins;
  throw new InvalidArgumentError(`Entry ${at + 1} is not scheme://host or scheme://host:port in lower case, or *.`);
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}

function parseHosts(text: string): string {
  if (text.trim() === '') return '';
  const hosts = items(text);
  for (const [index, host] of hosts.entries()) {
    if (host.includes('@')) {
      throw new InvalidArgumentError(`Entry ${index + 1} has a user name or password, which have no place in it.`);
    }
    const port = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:[\]]+)(?::(?=[^:]*[^\d:])[^\s:]+)?(?::(\d{1,5}))?$/.exec(host);
    if (port === null || Number(port[1] ?? 3000) > 65535 || Number(port[1] ?? 3000) < 1) {
      throw new InvalidArgumentError(`Entry ${index + 1} is not host, host:port or host:tls-name:port.`);
    }
  }
  return hosts.join(',');
}

const items = (text: string): string[] => text.split(',').map((item) => item.trim());

/**
 * What is printed of a rejected argument: not the part before an `@`, which may be a password, and nothing of the value
 * of an unknown option.
 */
function withoutCredentials(text: string): string {
  return text
    .replace(/(argument|value) '.*@.*?' (from env|is invalid)/s, "$1 '(not shown)' $2")
    .replace(/(unknown option '[^'=]*)=.*'/s, "$1'");
}
