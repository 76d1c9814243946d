// The one error of this layer: bytes that break the protocol, or a value that has no bytes. Whoever catches it decides
// what it costs: a client closes the connection or rejects the command, a server answers with result code 4 or closes.

/** Thrown when received bytes, or a value about to be sent, cannot be represented in the protocol. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** A value that Aerospike cannot hold, with the place where it stands inside the bin. */
export class UnsupportedValueError extends WireError {
  readonly reason: string;
  /** List indexes and map keys from the bin value down to the culprit; empty when it is the bin value itself. */
  readonly path: (string | number)[] = [];

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }

  /** Records that the culprit stands under `step` of the container now being written. */
  under(step: string | number): this {
    this.path.unshift(step);
    this.message = `${this.reason} (at ${this.path.map((s) => (typeof s === 'number' ? `[${s}]` : `.${s}`)).join('')})`;
    return this;
  }
}
