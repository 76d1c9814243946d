// Seeds as users write them: the text form and the array form of the public `config.hosts`.
// Specification: docs/protocol/tending.md, "Seeds and validation"; the vendor's `config.hosts`.

import { DEFAULT_PORT, MAX_PORT, parsePort, type SeedAddress } from './host-address.ts';

export const MAX_SEEDS = 256;

/** A seed of the array form. */
export interface SeedObject {
  readonly addr: string;
  readonly port?: number;
  readonly tlsname?: string;
}

/** The user's hosts cannot be read; the message quotes the entry, unless a password may stand in it. */
export class SeedFormatError extends TypeError {
  override readonly name = 'SeedFormatError';
}

/**
 * Before this sign people write names and passwords, which end up in logs with the message; also as input methods make
 * it.
 */
const AFTER_PASSWORD = /[@\uff20\ufe6b]/;

/** @throws SeedFormatError for text in which a password may stand, without that text. */
export function refusePasswords(text: string): void {
  if (!AFTER_PASSWORD.test(text)) return;
  throw new SeedFormatError(
    'Invalid host address (not shown): it has a user name or password, which have no place in it',
  );
}

/** What stands between seeds in environment variables, secrets and templates; empty places are none. */
const BETWEEN_SEEDS = /[,;\r\n]/;

/** Seeds of the text form, each on its own. */
function split(text: string): readonly string[] {
  // Digits and colons of other widths, as input methods make them, mean the plain ones.
  const parts = text.normalize('NFKC').split(BETWEEN_SEEDS);
  const given = parts.filter((part) => part.trim() !== '');
  return given.length === 0 ? parts.slice(0, 1) : given;
}

/** Reads either form; at least one seed or SeedFormatError. */
export function parseSeeds(hosts: string | readonly SeedObject[], defaultPort = DEFAULT_PORT): readonly SeedAddress[] {
  // Before it is divided: a password may have in it what stands between seeds.
  if (typeof hosts === 'string') refusePasswords(hosts);
  const seeds =
    typeof hosts === 'string'
      ? split(hosts).map((text) => parseSeed(text, defaultPort))
      : Array.from(hosts, (object) => checkSeedObject(object, defaultPort));
  if (seeds.length === 0) throw new SeedFormatError('Hosts are empty');
  if (seeds.length > MAX_SEEDS) throw new SeedFormatError(`More than ${MAX_SEEDS} hosts`);
  return seeds;
}

const FORM = 'expected host, host:port or host:tlsname:port, with IPv6 addresses in brackets';

/**
 * ```
 * seed := ( name | ipv4 | "[" ipv6 "]" ) [ ":" tlsname ] [ ":" port ]     ; a part that starts with a digit is the port
 * ```
 */
export function parseSeed(text: string, defaultPort = DEFAULT_PORT): SeedAddress {
  refusePasswords(text);
  const match = /^\s*(?:\[([0-9a-f:.%]+)\]|([a-z0-9_][a-z0-9_.-]*))(?::([a-z_][a-z0-9_.-]*))?(?::(\d*))?\s*$/i.exec(
    text,
  );
  const host = match?.[1] ?? match?.[2];
  const port = !match?.[4] ? defaultPort : parsePort(match[4]);
  if (host === undefined || port === undefined)
    throw new SeedFormatError(`Invalid host address: ${text.slice(0, 200)} (${FORM})`);
  return match?.[3] === undefined ? { host, port } : { host, port, tlsName: match[3] };
}

function checkSeedObject(object: SeedObject, defaultPort: number): SeedAddress {
  const { addr, port = defaultPort, tlsname } = object ?? {};
  refusePasswords(describe(object));
  const isPort = Number.isInteger(port) && port >= 1 && port <= MAX_PORT;
  if (typeof addr !== 'string' || addr === '' || !isPort || (tlsname !== undefined && typeof tlsname !== 'string')) {
    throw new SeedFormatError(
      `Invalid host entry: ${describe(object).slice(0, 200)} (expected { addr: 'db1', port: 3000 })`,
    );
  }
  const host = addr.startsWith('[') && addr.endsWith(']') ? addr.slice(1, -1) : addr;
  return tlsname === undefined || tlsname === '' ? { host, port } : { host, port, tlsName: tlsname };
}

function describe(value: unknown): string {
  try {
    return String(JSON.stringify(value));
  } catch {
    return String(typeof value);
  }
}
