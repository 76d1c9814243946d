// An as_msg request, read in place: one reusable object that knows where its fields and operations lie in the received
// bytes and copies nothing but names. It checks sizes, not meaning. Layout: docs/protocol/framing.md, "Message header",
// "Fields" and "Operations".
//
//   message := header (22) · *(u32 size · u8 type · value)
//              · *(u32 size · u8 op · u8 particle · u8 flags · u8 name size · name · [u64 LUT] · value)

import {
  DIGEST_BYTES,
  FIELD,
  FIELD_HEADER_BYTES,
  MESSAGE_AT,
  MESSAGE_HEADER_BYTES,
  OP_AT,
  OP_FLAG,
  OP_HEADER_BYTES,
} from 'tendril/wire';

const NO_BYTES = Buffer.alloc(0);

export class Request {
  buffer: Buffer = NO_BYTES;
  info1 = 0;
  info2 = 0;
  info3 = 0;
  info4 = 0;
  generation = 0;
  recordTtl = 0;
  transactionTtl = 0;
  opCount = 0;
  /** Offsets of the operations; only the first `opCount` are of this request. */
  #opAt = new Uint32Array(64);
  #start = 0;
  #end = 0;
  #fieldsAt = 0;
  #fieldsEnd = 0;
  #fieldCount = 0;
  /** Which of the field types 0 to 31 and 32 to 63 are present, one bit each. */
  #lowTypes = 0;
  #highTypes = 0;
  #namespaceAt = 0;
  #namespaceEnd = 0;
  #setAt = 0;
  #setEnd = 0;
  #keyAt = 0;
  #keyEnd = 0;
  #digestAt = 0;
  #digestEnd = 0;

  /** Reads the message in `buffer[start, end)`. False when the bytes are not exactly one well-formed message. */
  parse(buffer: Buffer, start: number, end: number): boolean {
    if (end - start < MESSAGE_HEADER_BYTES) return false;
    this.buffer = buffer;
    this.#start = start;
    this.#end = end;
    this.info1 = buffer[start + MESSAGE_AT.INFO1] as number;
    this.info2 = buffer[start + MESSAGE_AT.INFO2] as number;
    this.info3 = buffer[start + MESSAGE_AT.INFO3] as number;
    this.info4 = buffer[start + MESSAGE_AT.INFO4] as number;
    this.generation = buffer.readUInt32BE(start + MESSAGE_AT.GENERATION);
    this.recordTtl = buffer.readUInt32BE(start + MESSAGE_AT.RECORD_TTL);
    this.transactionTtl = buffer.readUInt32BE(start + MESSAGE_AT.TRANSACTION_TTL);
    this.#fieldCount = buffer.readUInt16BE(start + MESSAGE_AT.FIELDS);
    this.opCount = buffer.readUInt16BE(start + MESSAGE_AT.OPS);
    this.#fieldsAt = start + MESSAGE_HEADER_BYTES;
    const opsAt = this.#parseFields();
    return opsAt !== -1 && this.#parseOps(opsAt) === end;
  }

  /**
   * Reads a batch row: `n_fields`, `n_ops`, fields and operations from `at` on. Header values and digest are the
   * caller's to set. Returns where the row ends, or -1 when it is malformed.
   */
  parseRow(buffer: Buffer, at: number, end: number): number {
    if (at + 4 > end) return -1;
    this.buffer = buffer;
    this.#end = end;
    // Old clients count no field but send the namespace all the same.
    this.#fieldCount = Math.max(buffer.readUInt16BE(at), 1);
    this.opCount = buffer.readUInt16BE(at + 2);
    this.#fieldsAt = at + 4;
    const opsAt = this.#parseFields();
    return opsAt === -1 ? -1 : this.#parseOps(opsAt);
  }

  /** The same request with bytes of its own: this one is read over by the next. */
  detach(): Request {
    const end = this.opCount === 0 ? this.#fieldsEnd : this.opEnd(this.opCount - 1);
    const copy = new Request();
    copy.buffer = Buffer.from(this.buffer.subarray(this.#fieldsAt, end));
    copy.info1 = this.info1;
    copy.info2 = this.info2;
    copy.info3 = this.info3;
    copy.info4 = this.info4;
    copy.generation = this.generation;
    copy.recordTtl = this.recordTtl;
    copy.transactionTtl = this.transactionTtl;
    copy.opCount = this.opCount;
    copy.#fieldCount = this.#fieldCount;
    copy.#end = copy.buffer.length;
    copy.#parseOps(copy.#parseFields());
    return copy;
  }

  /** Returns where the operations start, or -1. */
  #parseFields(): number {
    const { buffer } = this;
    this.#lowTypes = 0;
    this.#highTypes = 0;
    this.#setAt = this.#setEnd = 0;
    let at = this.#fieldsAt;
    for (let i = this.#fieldCount; i > 0; i--) {
      if (at + FIELD_HEADER_BYTES > this.#end) return -1;
      const size = buffer.readUInt32BE(at);
      const next = at + 4 + size;
      if (size === 0 || next > this.#end) return -1;
      this.#noteField(buffer[at + 4] as number, at + FIELD_HEADER_BYTES, next);
      at = next;
    }
    this.#fieldsEnd = at;
    return at;
  }

  /** Of several fields of one type the first counts. */
  #noteField(type: number, at: number, end: number): void {
    if (this.hasField(type)) return;
    if (type < 32) this.#lowTypes |= 1 << type;
    else if (type < 64) this.#highTypes |= 1 << (type - 32);
    switch (type) {
      case FIELD.NAMESPACE:
        this.#namespaceAt = at;
        this.#namespaceEnd = end;
        break;
      case FIELD.SET:
        this.#setAt = at;
        this.#setEnd = end;
        break;
      case FIELD.KEY:
        this.#keyAt = at;
        this.#keyEnd = end;
        break;
      case FIELD.DIGEST:
        this.#digestAt = at;
        this.#digestEnd = end;
        break;
    }
  }

  /** Returns where the last operation ends, or -1. */
  #parseOps(opsAt: number): number {
    const { buffer, opCount } = this;
    if (opCount > this.#opAt.length) this.#opAt = new Uint32Array(Math.max(opCount, this.#opAt.length * 2));
    let at = opsAt;
    for (let i = 0; i < opCount; i++) {
      if (at + OP_HEADER_BYTES > this.#end) return -1;
      const size = buffer.readUInt32BE(at);
      const next = at + 4 + size;
      if (size < 4 || next > this.#end) return -1;
      this.#opAt[i] = at;
      if (this.opValueAt(i) > next) return -1;
      at = next;
    }
    return at;
  }

  /** The message's bytes, for who needs them longer than the call. */
  copy(): Buffer {
    return Buffer.from(this.buffer.subarray(this.#start, this.#end));
  }

  hasField(type: number): boolean {
    return type < 32 ? (this.#lowTypes & (1 << type)) !== 0 : (this.#highTypes & (1 << (type - 32))) !== 0;
  }

  /** A view of the first field of that type. */
  field(type: number): Buffer | undefined {
    if (!this.hasField(type)) return undefined;
    let at = this.#fieldsAt;
    for (let i = this.#fieldCount; i > 0; i--) {
      const next = at + 4 + this.buffer.readUInt32BE(at);
      if (this.buffer[at + 4] === type) return this.buffer.subarray(at + FIELD_HEADER_BYTES, next);
      at = next;
    }
    return undefined;
  }

  /** The namespace; undefined when the field is absent. */
  namespaceName(): string | undefined {
    if (!this.hasField(FIELD.NAMESPACE)) return undefined;
    return this.buffer.toString('latin1', this.#namespaceAt, this.#namespaceEnd);
  }

  /** The set; empty when there is none. */
  setName(): string {
    return this.#setAt === this.#setEnd ? '' : this.buffer.toString('latin1', this.#setAt, this.#setEnd);
  }

  /** The digest as a string of 20 characters; undefined when the field has another size. */
  digest(): string | undefined {
    if (this.#digestEnd - this.#digestAt !== DIGEST_BYTES) return undefined;
    return this.buffer.toString('latin1', this.#digestAt, this.#digestEnd);
  }

  /** A view of the user key: particle type, then value. */
  userKey(): Buffer | undefined {
    return this.hasField(FIELD.KEY) ? this.buffer.subarray(this.#keyAt, this.#keyEnd) : undefined;
  }

  opCode(i: number): number {
    return this.buffer[(this.#opAt[i] as number) + OP_AT.CODE] as number;
  }

  opParticle(i: number): number {
    return this.buffer[(this.#opAt[i] as number) + OP_AT.PARTICLE] as number;
  }

  opNameBytes(i: number): number {
    return this.buffer[(this.#opAt[i] as number) + OP_AT.NAME_BYTES] as number;
  }

  /** The bin name, one character per byte. */
  opName(i: number): string {
    const at = (this.#opAt[i] as number) + OP_HEADER_BYTES;
    return this.buffer.toString('latin1', at, at + this.opNameBytes(i));
  }

  opValueAt(i: number): number {
    const at = this.#opAt[i] as number;
    const lut = ((this.buffer[at + OP_AT.FLAGS] as number) & OP_FLAG.HAS_LUT) === 0 ? 0 : 8;
    return at + OP_HEADER_BYTES + this.opNameBytes(i) + lut;
  }

  opEnd(i: number): number {
    const at = this.#opAt[i] as number;
    return at + 4 + this.buffer.readUInt32BE(at);
  }
}
