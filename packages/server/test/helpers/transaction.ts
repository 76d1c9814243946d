// A transaction as a client carries it out, step by step and in bytes, so that a test can leave any step out
// (docs/protocol/transactions.md, "Flow").

import { createHash } from 'node:crypto';
import { bytes } from './raw-client.ts';
import { digest, int, op, parseReply, type ReplyParts, type RequestParts, request, writeInt } from './request.ts';

export const RESULT = {
  OK: 0,
  NOT_FOUND: 2,
  PARAMETER: 4,
  UNAVAILABLE: 11,
  UNSUPPORTED: 16,
  FORBIDDEN: 22,
  ENTERPRISE_ONLY: 25,
  BLOCKED: 120,
  VERSION_MISMATCH: 121,
  EXPIRED: 122,
  TOO_MANY_WRITES: 123,
  COMMITTED: 124,
  ABORTED: 125,
  ALREADY_LOCKED: 126,
  MONITOR_EXISTS: 127,
} as const;

const MONITOR_SET = '<ERO~MRT';
const FIELD = { VERSION: 3, DIGEST: 4, ID: 5, DEADLINE: 6 } as const;
const WRITE = 1;
const DURABLE_DELETE = 0x13;

/** Sends one request to whoever the test talks to. */
export type Run = (parts: RequestParts) => Promise<ReplyParts>;

let lastId = 0n;

export class Transaction {
  readonly id: bigint;
  /** Versions read, by key. */
  readonly reads = new Map<string, string>();
  readonly writes = new Set<string>();
  /** As the server has given it; a test may change it. */
  deadline = '';
  readonly #exchange: (hex: string) => Promise<string | undefined>;
  readonly #timeoutSeconds: number;

  constructor(exchange: (hex: string) => Promise<string | undefined>, timeoutSeconds = 0) {
    this.id = ++lastId;
    this.#exchange = exchange;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** Reads all bins. */
  async read(key: string): Promise<ReplyParts> {
    return this.#noteRead(key, await this.run(key, { info1: 3 }));
  }

  /** The value of bin `i`; undefined without a record. */
  async value(key: string): Promise<number | undefined> {
    const { ops } = await this.read(key);
    return ops[0] === undefined ? undefined : Number(BigInt(`0x${ops[0].value}`));
  }

  /** Notes the key in the monitor, then writes bin `i`. */
  async write(key: string, value: number): Promise<number> {
    return (await this.change(key, { info2: WRITE, ops: [writeInt('i', value)] })).resultCode;
  }

  async remove(key: string): Promise<number> {
    return (await this.change(key, { info2: DURABLE_DELETE | 2 })).resultCode;
  }

  async change(key: string, parts: RequestParts): Promise<ReplyParts> {
    const noted = await this.note([key]);
    if (noted.resultCode !== RESULT.OK) return noted;
    const reply = await this.run(key, parts, true);
    if (reply.fields.has(FIELD.VERSION)) return this.#noteRead(key, reply);
    if (reply.resultCode === RESULT.OK) {
      this.reads.delete(key);
      this.writes.add(key);
    }
    return reply;
  }

  /** Writes the keys down in the monitor, which is made if need be. */
  async note(keys: readonly string[]): Promise<ReplyParts> {
    const create = this.deadline === '' ? [writeInt('id', Number(this.id))] : [];
    const reply = await this.monitor({
      info2: WRITE,
      ttl: this.#timeoutSeconds,
      ops: [...create, appendDigests(keys)],
    });
    const deadline = reply.fields.get(FIELD.DEADLINE);
    if (deadline !== undefined) this.deadline = deadline;
    return reply;
  }

  /** Verifies everything that was read; the first result that is not 0. */
  async verify(): Promise<number> {
    for (const [key, version] of this.reads) {
      const fields = [[FIELD.VERSION, bytes(version)] as const];
      const { resultCode } = await this.#send({ key, info1: 0x21, info3: 0x40, info4: 1, fields });
      if (resultCode !== RESULT.OK) return resultCode;
    }
    return RESULT.OK;
  }

  /** Writes down that the transaction is committed. */
  async decide(): Promise<number> {
    return (await this.monitor({ info2: WRITE, ops: [op(2, 17, 'fwd', '01')] })).resultCode;
  }

  async roll(key: string, isForward: boolean): Promise<number> {
    const parts = { info2: 0x11, info4: isForward ? 2 : 4 };
    return (await this.run(key, parts, true)).resultCode;
  }

  async rollAll(isForward: boolean): Promise<void> {
    for (const key of this.writes) await this.roll(key, isForward);
  }

  async removeMonitor(): Promise<number> {
    return (await this.monitor({ info2: DURABLE_DELETE | 2 })).resultCode;
  }

  /** All steps; 0, or the result of the one that failed. */
  async commit(): Promise<number> {
    const verified = await this.verify();
    if (verified !== RESULT.OK) {
      await this.abort();
      return verified;
    }
    if (this.writes.size === 0) return RESULT.OK;
    const decided = await this.decide();
    if (decided !== RESULT.OK) return decided;
    await this.rollAll(true);
    return this.removeMonitor();
  }

  async abort(): Promise<void> {
    await this.rollAll(false);
    if (this.deadline !== '') await this.removeMonitor();
  }

  /** A command of the transaction on one record. */
  run(key: string, parts: RequestParts, isWrite = false): Promise<ReplyParts> {
    const id = Buffer.alloc(8);
    id.writeBigInt64LE(this.id);
    const version = this.reads.get(key);
    const fields: (readonly [number, Buffer])[] = [[FIELD.ID, id]];
    if (version !== undefined) fields.push([FIELD.VERSION, bytes(version)]);
    if (isWrite) fields.push([FIELD.DEADLINE, bytes(this.deadline)]);
    return this.#send({ ...parts, key, fields });
  }

  /** A command on the monitor. */
  async monitor(parts: RequestParts): Promise<ReplyParts> {
    const key = bytes(int(Number(this.id)));
    const message = Buffer.concat([Buffer.from(MONITOR_SET), Buffer.from([1]), key]);
    const monitorDigest = createHash('ripemd160').update(message).digest();
    const fields = [[2, Buffer.concat([Buffer.from([1]), key])] as const];
    return this.#send({ ...parts, set: MONITOR_SET, digest: monitorDigest, fields });
  }

  async #send(parts: RequestParts): Promise<ReplyParts> {
    return parseReply(await this.#exchange(request(parts)));
  }

  #noteRead(key: string, reply: ReplyParts): ReplyParts {
    const version = reply.fields.get(FIELD.VERSION);
    if (version !== undefined) this.reads.set(key, version);
    return reply;
  }
}

/** LIST_APPEND_ITEMS: ordered; unique, no failure, as many as fit. */
function appendDigests(keys: readonly string[]): Buffer {
  const items = keys.map((key) => `b504${digest('demo', key).toString('hex')}`);
  const count = `dc${items.length.toString(16).padStart(4, '0')}`;
  return op(4, 4, 'keyds', `9402${count}${items.join('')}010d`);
}

/** As the fields of transactions have their numbers, as hex. */
export function littleEndian(value: number, byteCount: number): string {
  const out = Buffer.alloc(byteCount);
  out.writeUIntLE(value, 0, byteCount);
  return out.toString('hex');
}
