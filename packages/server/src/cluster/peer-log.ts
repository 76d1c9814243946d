// What one node tells clients about its peers: the list as of now, everyone ever seen, and the changes since a
// generation (docs/protocol/tending.md, "Peers").
//
//   peers := generation "," port ",[" [ peer *("," peer) ] "]"        peer := "[" node ",," "[" [host] "]" "]"

/** The port that the server names as the default and leaves out of hosts. */
const DEFAULT_PORT = 3000;

export interface Peer {
  readonly name: string;
  /** Addresses as `host` or `host:port`, IPv6 hosts in brackets. */
  readonly hosts: readonly string[];
  /** Alternate addresses; they never change. */
  readonly alternates?: readonly string[];
}

interface LoggedPeer {
  readonly hosts: readonly string[];
  readonly alternates: readonly string[];
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
    for (const { name, hosts, alternates = [] } of peers) {
      const known = this.#peers.get(name);
      const sameHosts = known?.present === true && known.hosts.join() === hosts.join();
      if (sameHosts) continue;
      this.#generation += known?.present === true ? 1 : 2;
      this.#peers.set(name, { hosts, alternates, present: true, changedAt: this.#generation });
    }
  }

  /** The present peers; with `since`, only what changed after that generation, departed peers without hosts. */
  peers(since?: number): string {
    return this.#format(([, peer]) => (since === undefined ? peer.present : peer.changedAt > since));
  }

  /** Every peer ever seen. */
  alumni(): string {
    return this.#format(() => true, true);
  }

  /** The present peers that have an alternate address; the others are left out, as the real server does. */
  alternates(): string {
    const withAlternates = [...this.#peers].filter(([, peer]) => peer.present && peer.alternates.length > 0);
    return this.#list(withAlternates.map(([name, peer]) => entryOf(name, peer.alternates)));
  }

  #format(matches: (entry: [string, LoggedPeer]) => boolean, withDeparted = false): string {
    const chosen = [...this.#peers].filter(matches);
    return this.#list(
      chosen.map(([name, peer]) => entryOf(name, peer.present || withDeparted ? peer.hosts : undefined)),
    );
  }

  #list(entries: readonly string[]): string {
    return `${this.#generation},${DEFAULT_PORT},[${entries.join(',')}]`;
  }
}

function entryOf(name: string, hosts: readonly string[] | undefined): string {
  return `[${name},,${hosts === undefined ? '' : `[${hosts.map(withoutDefaultPort).join(',')}]`}]`;
}

function withoutDefaultPort(host: string): string {
  const suffix = `:${DEFAULT_PORT}`;
  return host.endsWith(suffix) ? host.slice(0, -suffix.length) : host;
}
