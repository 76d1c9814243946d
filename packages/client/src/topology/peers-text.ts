// The value of the `peers-clear-std` family, read strictly but with the delta form (`[ID,,]`) tolerated.
// Owns syntax only. Specification: docs/protocol/tending.md, "Peers".

import { DEFAULT_PORT, type HostAddress, parsePort } from './host-address.ts';
import { InfoValueError } from './info-value-error.ts';

export const MAX_PEERS = 4096;
export const MAX_HOSTS_PER_PEER = 64;
const NODE_NAME = /^[0-9A-F]{1,16}$/;

export interface Peer {
  readonly name: string;
  readonly tlsName?: string;
  /** Empty for a node that left (delta form) or has not told its addresses yet. */
  readonly hosts: readonly HostAddress[];
}

export interface PeersReply {
  /** Decimal u64, compared as text. */
  readonly generation: string;
  readonly peers: readonly Peer[];
}

/**
 * ```
 * peers  := generation "," [defport] ",[" [ peer *("," peer) ] "]"
 * peer   := "[" node "," [tlsname] ",[" [ host *("," host) ] "]]"  |  "[" node "," [tlsname] ",]"
 * host   := name [":" port] | "[" ipv6 "]" [":" port]
 * ```
 */
export function parsePeers(text: string): PeersReply {
  const cursor = new Cursor(text);
  const generation = cursor.until(',');
  if (!/^\d{1,20}$/.test(generation)) throw new InfoValueError('Bad generation in peers list', text);
  const portText = cursor.until(',');
  const defaultPort = portText === '' ? DEFAULT_PORT : parsePort(portText);
  if (defaultPort === undefined) throw new InfoValueError('Bad default port in peers list', text);
  cursor.expect('[');
  const peers = cursor.list(MAX_PEERS, () => readPeer(cursor, defaultPort));
  cursor.expectEnd();
  return { generation, peers };
}

function readPeer(cursor: Cursor, defaultPort: number): Peer {
  cursor.expect('[');
  const name = cursor.until(',');
  if (!NODE_NAME.test(name)) throw new InfoValueError('Bad node name in peers list', name);
  const tlsName = cursor.until(',');
  const hosts = cursor.skip('[') ? cursor.list(MAX_HOSTS_PER_PEER, () => readHost(cursor, defaultPort)) : [];
  cursor.expect(']');
  return tlsName === '' ? { name, hosts } : { name, tlsName, hosts };
}

function readHost(cursor: Cursor, defaultPort: number): HostAddress {
  const bracketed = cursor.skip('[');
  const host = bracketed ? cursor.until(']') : cursor.word(':,[]');
  if (host === '' || /[[\]\s]/.test(host)) throw new InfoValueError('Bad host in peers list', host);
  if (!cursor.skip(':')) return { host, port: defaultPort };
  const portText = cursor.word(',]');
  const port = parsePort(portText);
  if (port === undefined) throw new InfoValueError('Bad port in peers list', portText);
  return { host, port };
}

class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Text up to the delimiter, which is consumed. */
  until(delimiter: string): string {
    const end = this.#text.indexOf(delimiter, this.#at);
    if (end === -1) throw this.#error(`a "${delimiter}"`);
    const found = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return found;
  }

  /** Text up to one of the stop characters, which is not consumed. */
  word(stops: string): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !stops.includes(this.#text[this.#at] as string)) this.#at++;
    return this.#text.slice(from, this.#at);
  }

  skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  expect(char: string): void {
    if (!this.skip(char)) throw this.#error(`"${char}"`);
  }

  expectEnd(): void {
    if (this.#at !== this.#text.length) throw this.#error('the end');
  }

  /** Items separated by commas up to "]", which is consumed; the "[" has been. */
  list<T>(max: number, item: () => T): T[] {
    const items: T[] = [];
    if (this.skip(']')) return items;
    do {
      if (items.length === max) throw new InfoValueError(`More than ${max} entries in peers list`, '');
      items.push(item());
    } while (this.skip(','));
    this.expect(']');
    return items;
  }

  #error(wanted: string): InfoValueError {
    return new InfoValueError(`Peers list has no ${wanted} at character ${this.#at}`, this.#text);
  }
}
