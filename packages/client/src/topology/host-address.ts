// A host and a port, as the cluster names them: bare IPv6 addresses inside, brackets only in text.
// Owns comparison, printing and the loopback test. Never resolves names.
// Specification: docs/protocol/tending.md, "Seeds and validation" and "Peers".

export const DEFAULT_PORT = 3000;
export const MAX_PORT = 65535;

/** Where something listens. `host` is a name or a bare IP address (no brackets). */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** A configured starting point, with the name its TLS certificate must carry when TLS is on. */
export interface SeedAddress extends HostAddress {
  readonly tlsName?: string;
}

/** A port with TLS, and the name that its certificate must carry. */
export interface SecureAddress extends HostAddress {
  readonly tlsName: string;
}

/** Where a node takes commands. */
export interface NodeAddress extends SeedAddress {
  /**
   * Where its connections log in, by TLS, when all but the login goes without: they show what they were given there.
   */
  readonly login?: SecureAddress;
}

export function formatAddress(address: HostAddress): string {
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

export function sameAddress(a: HostAddress, b: HostAddress): boolean {
  return a.port === b.port && normalizeHost(a.host) === normalizeHost(b.host);
}

/** The same addresses in the same order. */
export function sameAddressList(a: readonly HostAddress[], b: readonly HostAddress[]): boolean {
  return a.length === b.length && a.every((address, i) => sameAddress(address, b[i] as HostAddress));
}

/** Sockets report IPv4 peers of a dual-stack socket as `::ffff:a.b.c.d`; the server prints `a.b.c.d`. */
export function normalizeHost(host: string): string {
  const lower = host.toLowerCase();
  return lower.startsWith('::ffff:') && lower.includes('.') ? lower.slice(7) : lower;
}

export function isLoopback(host: string): boolean {
  const plain = normalizeHost(host);
  return plain === '::1' || plain === 'localhost' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}

/** Decimal port 1-65535, or undefined. */
export function parsePort(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= MAX_PORT ? port : undefined;
}

/**
 * A reason with the address that it is about in front of it, and there only: the system's texts often name it again.
 */
export function withAddress(address: string, reason: string, separator = ' '): string {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  let said = reason;
  for (const named of [address, `${host}:${port}`, host]) {
    if (said.endsWith(` ${named}`)) said = said.slice(0, -` ${named}`.length);
    said = said.replace(` to ${named} `, ' ');
  }
  return `${address}${separator}${said}`;
}
