// Admin messages, both directions: what a client asks about users and roles, a login among it, and what a server
// answers. It knows what stands in a field, never who may ask.
//
//   frame      := proto header (type 2) · +block              a request is one block, the answer to a query many
//   block      := u8 scheme (0) · u8 result · u8 command · u8 fields · 12 reserved bytes · *field
//   field      := u32 size (id and value) · u8 id · value
//   names      := u8 count · *(u8 size · text)                roles
//   privileges := u8 count · *(u8 code · [u8 size · namespace · u8 size · set])     in brackets: codes with a scope
//   numbers    := u8 count · *u32                             what a user reads and writes
//   whitelist  := addresses with commas between them
//
// Specification: docs/protocol/authentication-and-tls.md, "Admin messages".

import { ADMIN_AT, ADMIN_FIELD, ADMIN_HEADER_BYTES, FIRST_SCOPED_PRIVILEGE } from './codes/admin.ts';
import { FIELD_HEADER_BYTES, PROTO_TYPE } from './codes/message.ts';
import { RESULT } from './codes/results.ts';
import { beginFrame, endFrame } from './proto.ts';
import { Reader, readBytes, readText } from './reader.ts';
import { WireError } from './wire-error.ts';
import type { Writer } from './writer.ts';

/** A privilege of a role. Codes below `FIRST_SCOPED_PRIVILEGE` have no scope; empty texts mean everywhere. */
export interface AdminPrivilege {
  readonly code: number;
  readonly namespace: string;
  readonly set: string;
}

/** What the fields of a block say, named after their ids. Absent fields are undefined. */
export interface AdminFields {
  readonly user?: string | undefined;
  /** The hash of a password, as a server keeps it. */
  readonly password?: string | undefined;
  readonly oldPassword?: string | undefined;
  /** The hash of the password that a login proves itself with. */
  readonly credential?: string | undefined;
  readonly clearPassword?: string | undefined;
  readonly sessionToken?: Uint8Array | undefined;
  readonly sessionTtl?: number | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly role?: string | undefined;
  readonly privileges?: readonly AdminPrivilege[] | undefined;
  readonly whitelist?: readonly string[] | undefined;
  readonly readQuota?: number | undefined;
  readonly writeQuota?: number | undefined;
  readonly readInfo?: readonly number[] | undefined;
  readonly writeInfo?: readonly number[] | undefined;
  readonly connections?: number | undefined;
}

export interface AdminBlock {
  readonly scheme: number;
  /** A value of `RESULT`; 0 in a request. */
  readonly result: number;
  /** A value of `ADMIN_COMMAND`; 0 in a reply. */
  readonly command: number;
  readonly fields: AdminFields;
}

/** How a value is written and read; `write` has room for nothing, `read` gets a reader of exactly the value. */
interface Kind<Value> {
  write(w: Writer, value: Value): void;
  read(r: Reader): Value;
}

/** Lists, and the texts in them, have their sizes in one byte. */
const MAX_SHORT = 255;

const TEXT: Kind<string> = {
  write: (w, value) => {
    w.utf8(value);
  },
  read: (r) => readText(r.buffer, r.take(r.end - r.pos), r.end),
};

const BYTES: Kind<Uint8Array> = {
  write: (w, value) => w.bytes(value),
  read: (r) => readBytes(r.buffer, r.take(r.end - r.pos), r.end),
};

const NUMBER: Kind<number> = { write: (w, value) => w.u32(value), read: (r) => r.u32() };

const ADDRESSES: Kind<readonly string[]> = {
  write: (w, value) => {
    w.utf8(value.join(','));
  },
  read: (r) =>
    TEXT.read(r)
      .split(',')
      .filter((address) => address !== ''),
};

const SHORT_TEXT: Kind<string> = {
  write: (w, value) => {
    const at = w.pos;
    w.u8(0);
    w.patchU8(at, short(w.utf8(value), 'bytes of a name'));
  },
  read: (r) => {
    const bytes = r.u8();
    const at = r.take(bytes);
    return readText(r.buffer, at, at + bytes);
  },
};

const SCOPED_PRIVILEGE: Kind<AdminPrivilege> = {
  write: (w, { code, namespace, set }) => {
    w.u8(code);
    if (code < FIRST_SCOPED_PRIVILEGE) return;
    SHORT_TEXT.write(w, namespace);
    SHORT_TEXT.write(w, set);
  },
  read: (r) => {
    const code = r.u8();
    if (code < FIRST_SCOPED_PRIVILEGE) return { code, namespace: '', set: '' };
    return { code, namespace: SHORT_TEXT.read(r), set: SHORT_TEXT.read(r) };
  },
};

function listOf<Item>(item: Kind<Item>, what: string): Kind<readonly Item[]> {
  return {
    write: (w, value) => {
      w.u8(short(value.length, what));
      for (const one of value) item.write(w, one);
    },
    read: (r) => {
      const items: Item[] = [];
      for (let left = r.u8(); left > 0; left--) items.push(item.read(r));
      return items;
    },
  };
}

function short(count: number, what: string): number {
  if (count > MAX_SHORT) throw new WireError(`A message has room for ${MAX_SHORT} ${what}, not for ${count}`);
  return count;
}

const ROLES = listOf(SHORT_TEXT, 'roles');
const PRIVILEGES = listOf(SCOPED_PRIVILEGE, 'privileges');
const NUMBERS = listOf(NUMBER, 'numbers');

const FIELDS: { readonly [Name in keyof AdminFields]-?: readonly [id: number, Kind<NonNullable<AdminFields[Name]>>] } =
  {
    user: [ADMIN_FIELD.USER, TEXT],
    password: [ADMIN_FIELD.PASSWORD, TEXT],
    oldPassword: [ADMIN_FIELD.OLD_PASSWORD, TEXT],
    credential: [ADMIN_FIELD.CREDENTIAL, TEXT],
    clearPassword: [ADMIN_FIELD.CLEAR_PASSWORD, TEXT],
    sessionToken: [ADMIN_FIELD.SESSION_TOKEN, BYTES],
    sessionTtl: [ADMIN_FIELD.SESSION_TTL, NUMBER],
    roles: [ADMIN_FIELD.ROLES, ROLES],
    role: [ADMIN_FIELD.ROLE, TEXT],
    privileges: [ADMIN_FIELD.PRIVILEGES, PRIVILEGES],
    whitelist: [ADMIN_FIELD.WHITELIST, ADDRESSES],
    readQuota: [ADMIN_FIELD.READ_QUOTA, NUMBER],
    writeQuota: [ADMIN_FIELD.WRITE_QUOTA, NUMBER],
    readInfo: [ADMIN_FIELD.READ_INFO, NUMBERS],
    writeInfo: [ADMIN_FIELD.WRITE_INFO, NUMBERS],
    connections: [ADMIN_FIELD.CONNECTIONS, NUMBER],
  };

type FieldName = keyof AdminFields;

const NAMES = new Map<number, FieldName>(Object.entries(FIELDS).map(([name, [id]]) => [id, name as FieldName]));

/** Writes the frame of a request. Fields go in the order in which `fields` names them. */
export function writeAdminRequest(w: Writer, command: number, fields: AdminFields = {}): void {
  const at = beginFrame(w, PROTO_TYPE.ADMIN);
  writeAdminBlock(w, RESULT.OK, command, fields);
  endFrame(w, at);
}

/** Writes the frame of a reply with one block. */
export function writeAdminReply(w: Writer, result: number, fields: AdminFields = {}): void {
  const at = beginFrame(w, PROTO_TYPE.ADMIN);
  writeAdminBlock(w, result, 0, fields);
  endFrame(w, at);
}

/** Writes one block into a frame that the caller has begun. */
export function writeAdminBlock(w: Writer, result: number, command: number, fields: AdminFields = {}): void {
  const at = w.pos;
  w.ensure(ADMIN_HEADER_BYTES);
  w.buffer.fill(0, at, at + ADMIN_HEADER_BYTES);
  w.buffer[at + ADMIN_AT.RESULT] = result;
  w.buffer[at + ADMIN_AT.COMMAND] = command;
  w.pos = at + ADMIN_HEADER_BYTES;
  for (const name of Object.keys(fields) as FieldName[]) {
    const value = fields[name];
    if (value === undefined) continue;
    const [id, kind] = FIELDS[name] as readonly [number, Kind<unknown>];
    writeField(w, id, kind, value);
    w.patchU8(at + ADMIN_AT.FIELDS, (w.buffer[at + ADMIN_AT.FIELDS] as number) + 1);
  }
}

function writeField(w: Writer, id: number, kind: Kind<unknown>, value: unknown): void {
  const at = w.pos;
  w.u32(0);
  w.u8(id);
  kind.write(w, value);
  w.patchU32(at, w.pos - at - FIELD_HEADER_BYTES + 1);
}

/**
 * The blocks of the body in `buffer[start, end)`; nothing of `buffer` is kept. Unknown fields are stepped over.
 *
 * @throws {@link WireError} when they do not end where the body does, and for a field that is there twice.
 */
export function readAdminBlocks(buffer: Buffer, start: number, end: number): AdminBlock[] {
  const r = new Reader(buffer, start, end);
  const blocks: AdminBlock[] = [];
  while (r.pos < end) blocks.push(readBlock(r));
  return blocks;
}

function readBlock(r: Reader): AdminBlock {
  const at = r.take(ADMIN_HEADER_BYTES);
  const fields: Partial<Record<FieldName, unknown>> = {};
  for (let left = r.buffer[at + ADMIN_AT.FIELDS] as number; left > 0; left--) readField(r, fields);
  return {
    scheme: r.buffer[at + ADMIN_AT.SCHEME] as number,
    result: r.buffer[at + ADMIN_AT.RESULT] as number,
    command: r.buffer[at + ADMIN_AT.COMMAND] as number,
    fields: fields as AdminFields,
  };
}

function readField(r: Reader, fields: Partial<Record<FieldName, unknown>>): void {
  const size = r.u32();
  if (size === 0) throw new WireError('A field has no id');
  const at = r.take(size);
  const id = r.buffer[at] as number;
  const name = NAMES.get(id);
  if (name === undefined) return;
  if (fields[name] !== undefined) throw new WireError(`Field ${name} (${id}) is there twice`);
  const value = new Reader(r.buffer, at + 1, at + size);
  fields[name] = FIELDS[name][1].read(value);
  if (value.pos !== value.end) throw new WireError(`Field ${name} (${id}) has ${value.end - value.pos} bytes too many`);
}
