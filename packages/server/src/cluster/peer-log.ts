// What one node tells clients about its peers: the list as of now, everyone ever seen, and the changes since a
// generation (docs/protocol/tending.md, "Peers").
//
//   peers := generation "," port ",[" [ peer *("," peer) ] "]"    peer := "[" node "," [tlsname] "," "[" [host] "]" "]"

/** The port that the server names as the default and leaves out of hosts. */
const DEFAULT_PORT = 3000;

/** Which of its addresses a node tells: without or with TLS, the usual or the alternate ones. */
export type AddressKind = 'clear' | 'clearAlternate' | 'tls' | 'tlsAlternate';

/** Addresses as `host` or `host:port`, IPv6 hosts in brackets. */
export type Addresses = { readonly [kind in AddressKind]?: readonly string[] };

export interface Peer {
  readonly name: string;
  /** Name in its certificate. */
  readonly tlsName?: string | undefined;
  readonly addresses: Addresses;
}

interface LoggedPeer extends Peer {
  readonly present: boolean;
  readonly changedAt: number;
}

export class PeerLog {
  readonly #peers = new Map<string, LoggedPeer>();
  #generation = 0;

  get generation(): number {
    return this.#generation;
  }

  /** Compares the given peers with those known. Presence and published addresses each count as one change. */
  update(peers: readonly Peer[]): void {
    const present = new Set(peers.map((peer) => peer.name));
    for (const [name, known] of this.#peers) {
      if (!known.present || present.has(name)) continue;
      this.#generation++;
      this.#peers.set(name, { ...known, present: false, changedAt: this.#generation });
    }
    for (const peer of peers) {
      const known = this.#peers.get(peer.name);
      if (known?.present === true && sameHosts(known, peer)) continue;
      this.#generation += known?.present === true ? 1 : 2;
      this.#peers.set(peer.name, { ...peer, present: true, changedAt: this.#generation });
    }
  }

  /**
   * The present peers that have an address of that kind; the others are left out, as the real server does. With `since`,
   * only what changed after that generation, departed peers without hosts.
   */
  peers(kind: AddressKind = 'clear', since?: number): string {
    const isTold = (peer: LoggedPeer): boolean =>
      peer.present
        ? hostsOf(peer, kind).length > 0 && (since === undefined || peer.changedAt > since)
        : since !== undefined && peer.changedAt > since;
    const told = [...this.#peers.values()].filter(isTold);
    return this.#list(told.map((peer) => entryOf(peer, kind, peer.present)));
  }

  /** Every peer ever seen. */
  alumni(kind: AddressKind = 'clear'): string {
    return this.#list([...this.#peers.values()].map((peer) => entryOf(peer, kind, true)));
  }

  #list(entries: readonly string[]): string {
    return `${this.#generation},${DEFAULT_PORT},[${entries.join(',')}]`;
  }
}

function hostsOf({ addresses }: Peer, kind: AddressKind): readonly string[] {
  return addresses[kind] ?? [];
}

/** Alternate addresses never change. */
function sameHosts(a: Peer, b: Peer): boolean {
  return (
    hostsOf(a, 'clear').join() === hostsOf(b, 'clear').join() && hostsOf(a, 'tls').join() === hostsOf(b, 'tls').join()
  );
}

function entryOf(peer: LoggedPeer, kind: AddressKind, withHosts: boolean): string {
  const tlsName = kind.startsWith('tls') ? (peer.tlsName ?? '') : '';
  const hosts = withHosts ? `[${hostsOf(peer, kind).map(withoutDefaultPort).join(',')}]` : '';
  return `[${peer.name},${tlsName},${hosts}]`;
}

function withoutDefaultPort(host: string): string {
  const suffix = `:${DEFAULT_PORT}`;
  return host.endsWith(suffix) ? host.slice(0, -suffix.length) : host;
}
