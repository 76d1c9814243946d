// What is counted of the requests to one node, by namespace: failures always, the rest while a meter is there.
// Only numbers; what they are shown as is for observe/ to say.

import { status } from '../../model/status.ts';

/** Kinds of latency that have a histogram each, in the order of the vendor's files. */
export const LATENCY = Object.freeze({ CONN: 0, WRITE: 1, READ: 2, BATCH: 3, QUERY: 4 });
export const LATENCY_KINDS = 5;

/** Namespaces counted apart; what belongs to others goes to the one without a name. */
const MAX_NAMESPACES = 33;

export class NamespaceCounts {
  readonly ns: string;
  errors = 0;
  timeouts = 0;
  keyBusy = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** The histograms, one after the other, and the meter that they belong to; see meter.ts. */
  latency: Float64Array | null = null;
  meter: object | null = null;

  constructor(ns: string) {
    this.ns = ns;
  }

  /** The node answered with this code, other than 0. A record that is not there is an answer like others. */
  refused(code: number): void {
    if (code === status.ERR_TIMEOUT) this.timeouts++;
    else if (code === status.ERR_RECORD_BUSY) this.keyBusy++;
    else if (code !== status.ERR_RECORD_NOT_FOUND) this.errors++;
  }
}

export class NodeCounts {
  readonly #byNamespace = new Map<string, NamespaceCounts>();
  /** The one asked for last: most programs have one. */
  #last: NamespaceCounts | undefined;

  /** Those of a namespace; the empty name is for what concerns several or none. */
  of(ns: string): NamespaceCounts {
    if (this.#last?.ns === ns) return this.#last;
    const counts = this.#byNamespace.get(ns) ?? this.#add(ns);
    this.#last = counts;
    return counts;
  }

  /** Every namespace that was counted. */
  get all(): readonly NamespaceCounts[] {
    return [...this.#byNamespace.values()];
  }

  /** The sum over the namespaces. */
  sum(name: 'errors' | 'timeouts' | 'keyBusy'): number {
    let sum = 0;
    for (const counts of this.#byNamespace.values()) sum += counts[name];
    return sum;
  }

  #add(ns: string): NamespaceCounts {
    // One place is kept for the name that takes what has no other.
    if (ns !== '' && this.#byNamespace.size >= MAX_NAMESPACES - 1) return this.of('');
    const counts = new NamespaceCounts(ns);
    this.#byNamespace.set(ns, counts);
    return counts;
  }
}

/** What is counted of all requests of a client. */
export interface RequestTotals {
  /** Commands begun while a meter was there. */
  commands: number;
  /** Attempts after the first. */
  retries: number;
  /** Attempts that timed out while they waited for a connection. */
  unsentTimeouts: number;
}
