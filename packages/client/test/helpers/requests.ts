// Requests as a server reads them, taken apart byte by byte after the protocol's description: commands on one record,
// and batches with their rows. It uses nothing of the codec under test.

export interface SeenField {
  readonly type: number;
  readonly value: Buffer;
}

/** What one record is asked for, by a request of its own or by a row. */
export interface SeenCommand {
  /** The index of a row; 0 for a request of its own. */
  readonly index: number;
  readonly digest: Buffer;
  readonly info: readonly number[];
  readonly generation: number;
  readonly ttl: number;
  /** Without the digest. */
  readonly fields: readonly SeenField[];
  readonly ops: readonly Buffer[];
}

export interface SeenRequest {
  readonly isBatch: boolean;
  readonly timeoutMs: number;
  /** Of a batch. */
  readonly flags: number;
  readonly commands: readonly SeenCommand[];
  /** Rows that were sent as a repetition of the one before. */
  readonly repeats: number;
}

const BATCH = 0x08;
const WRITE = 0x01;

/** Whether a command may change its record. */
export const writes = ({ info }: SeenCommand): boolean => ((info[1] as number) & WRITE) !== 0;

class Cursor {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  take(count: number): Buffer {
    if (this.at + count > this.bytes.length) throw new Error(`${count} bytes at ${this.at} are not there`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  number(bytes: number): number {
    return this.take(bytes).readUIntBE(0, bytes);
  }

  fields(count: number): SeenField[] {
    return Array.from({ length: count }, () => {
      const size = this.number(4);
      return { type: this.number(1), value: this.take(size - 1) };
    });
  }

  ops(count: number): Buffer[] {
    return Array.from({ length: count }, () => this.take(this.number(4)));
  }
}

/** Reads a whole frame. Throws if it is not exactly one request. */
export function readRequest(frame: Buffer): SeenRequest {
  const cursor = new Cursor(frame, 9);
  const info = [...cursor.take(4)];
  cursor.take(1);
  const generation = cursor.number(4);
  const ttl = cursor.number(4);
  const timeoutMs = cursor.number(4);
  const counts = [cursor.number(2), cursor.number(2)] as const;
  const fields = cursor.fields(counts[0]);
  const ops = cursor.ops(counts[1]);
  if (cursor.at !== frame.length) throw new Error(`${frame.length - cursor.at} bytes behind the request`);
  if (((info[0] as number) & BATCH) !== 0) {
    const rows = fields.find(({ type }) => type === 41);
    if (rows === undefined) throw new Error('A batch without rows');
    return { isBatch: true, timeoutMs, ...readRows(rows.value) };
  }
  const digest = fields.find(({ type }) => type === 4)?.value as Buffer;
  const named = fields.filter(({ type }) => type !== 4);
  const command = { index: 0, digest, info, generation, ttl, fields: named, ops };
  return { isBatch: false, timeoutMs, flags: 0, commands: [command], repeats: 0 };
}

function readRows(bytes: Buffer): Pick<SeenRequest, 'flags' | 'commands' | 'repeats'> {
  const cursor = new Cursor(bytes, 0);
  const count = cursor.number(4);
  const flags = cursor.number(1);
  const commands: SeenCommand[] = [];
  let repeats = 0;
  while (commands.length < count) {
    const index = cursor.number(4);
    const digest = cursor.take(20);
    const parts = cursor.number(1);
    const before = commands.at(-1);
    if ((parts & 0x01) !== 0) {
      if (before === undefined) throw new Error('The first row repeats');
      if (before.fields.some(({ type }) => type === 2)) throw new Error('A row repeats one with a user key');
      commands.push({ ...before, index, digest });
      repeats++;
      continue;
    }
    const info = [...cursor.take(3), (parts & 0x10) === 0 ? 0 : cursor.number(1)];
    const generation = (parts & 0x04) === 0 ? 0 : cursor.number(2);
    const ttl = (parts & 0x08) === 0 ? 0 : cursor.number(4);
    const counts = [cursor.number(2), cursor.number(2)] as const;
    const fields = cursor.fields(counts[0]);
    if (fields[0]?.type !== 0) throw new Error('A row does not begin with its namespace');
    commands.push({ index, digest, info, generation, ttl, fields, ops: cursor.ops(counts[1]) });
  }
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the last row`);
  return { flags, commands, repeats };
}
