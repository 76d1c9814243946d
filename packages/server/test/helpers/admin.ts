// Admin messages by bytes, and servers on which everybody has to log in. It shares no code with the server.

import type { TestContext } from 'node:test';
import type { EmbeddedServerOptions, SecurityOptions } from '../../src/index.ts';
import { bytes, connectRaw, frame, type RawClient } from './raw-client.ts';
import { startServer, type TestServer } from './server.ts';

/** What libxcrypt makes of the password `admin`, of the empty one, and of `nopassword`. */
export const ADMIN_HASH = '$2a$10$7EqJtq98hPqEX7fNZaFWoO1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa';
export const EMPTY_HASH = '$2a$10$7EqJtq98hPqEX7fNZaFWoOLCkFexA7A9eoJ0Ew.mTDdk.E60D.9zS';
export const NO_PASSWORD_HASH = '$2a$10$7EqJtq98hPqEX7fNZaFWoOePA2sZy..tlOF99W2N0g5KZ3dLaw8WO';

export const LOGIN = 20;
export const AUTHENTICATE = 0;
export const CREATE_USER = 1;
export const DROP_USER = 2;
export const SET_PASSWORD = 3;
export const CHANGE_PASSWORD = 4;
export const GRANT_ROLES = 5;
export const REVOKE_ROLES = 6;
export const QUERY_USERS = 9;
export const CREATE_ROLE = 10;
export const DROP_ROLE = 11;
export const GRANT_PRIVILEGES = 12;
export const REVOKE_PRIVILEGES = 13;
export const SET_WHITELIST = 14;
export const SET_QUOTAS = 15;
export const QUERY_ROLES = 16;

/** Field: id, then value as text or bytes. */
export type AdminField = readonly [id: number, value: string | Buffer];

export const user = (name: string): AdminField => [0, name];
export const password = (hash: string): AdminField => [1, hash];
export const oldPassword = (hash: string): AdminField => [2, hash];
export const credential = (hash: string): AdminField => [3, hash];
export const clearPassword = (text: string): AdminField => [4, text];
export const token = (value: Buffer): AdminField => [5, value];
export const roles = (...names: string[]): AdminField => [10, list(names.map(short))];
export const role = (name: string): AdminField => [11, name];
export const whitelist = (text: string): AdminField => [13, text];
export const readQuota = (perSecond: number): AdminField => [14, u32(perSecond)];
export const writeQuota = (perSecond: number): AdminField => [15, u32(perSecond)];

/** Each a code, or a code with namespace and set. */
export function privileges(...codes: (number | readonly [code: number, namespace: string, set: string])[]): AdminField {
  return [
    12,
    list(
      codes.map((one) => {
        const [code, namespace, set] = typeof one === 'number' ? [one, '', ''] : one;
        return Buffer.concat([Buffer.from([code]), ...(code < 10 ? [] : [short(namespace), short(set)])]);
      }),
    ),
  ];
}

export function adminBody(command: number, ...fields: AdminField[]): Buffer {
  const header = Buffer.alloc(16);
  header[2] = command;
  header[3] = fields.length;
  const parts = fields.map(([id, value]) => {
    const content = Buffer.from(value as string);
    return Buffer.concat([u32(content.length + 1), Buffer.from([id]), content]);
  });
  return Buffer.concat([header, ...parts]);
}

export function adminFrame(command: number, ...fields: AdminField[]): string {
  return frame(2, adminBody(command, ...fields).toString('hex'));
}

export interface AdminReply {
  readonly result: number;
  readonly fields: ReadonlyMap<number, Buffer>;
}

export async function ask(client: RawClient, command: number, ...fields: AdminField[]): Promise<AdminReply> {
  const [reply] = blocksOf(await client.exchange(adminFrame(command, ...fields)));
  if (reply === undefined) throw new Error('The connection closed before the reply');
  return reply;
}

/** The result code of an admin command. */
export async function resultOf(client: RawClient, command: number, ...fields: AdminField[]): Promise<number> {
  return (await ask(client, command, ...fields)).result;
}

/** The blocks of a query but the one that ends them, or the one that refuses it. */
export async function query(client: RawClient, command: number, ...fields: AdminField[]): Promise<AdminReply[]> {
  client.send(adminFrame(command, ...fields));
  const blocks: AdminReply[] = [];
  for (;;) {
    blocks.push(...blocksOf(await client.frame()));
    const { result } = blocks.at(-1) as AdminReply;
    if (result === 50) return blocks.slice(0, -1);
    if (result !== 0) return blocks;
  }
}

export function blocksOf(hex: string | undefined): AdminReply[] {
  const body = bytes(hex ?? '').subarray(8);
  const blocks: AdminReply[] = [];
  for (let at = 0; at < body.length; ) {
    const fields = new Map<number, Buffer>();
    const result = body[at + 1] as number;
    let left = body[at + 3] as number;
    at += 16;
    for (; left > 0; left--) {
      const end = at + 4 + body.readUInt32BE(at);
      fields.set(body[at + 4] as number, body.subarray(at + 5, end));
      at = end;
    }
    blocks.push({ result, fields });
  }
  return blocks;
}

/** A connection on which `name` has logged in with a password whose hash is `hash`. */
export async function loginAs(t: TestContext, port: number, name: string, hash = EMPTY_HASH): Promise<RawClient> {
  const client = await connectRaw(t, port);
  const { result } = await ask(client, LOGIN, user(name), credential(hash));
  if (result !== 0) throw new Error(`${name} cannot log in: ${result}`);
  return client;
}

export interface SecureServer extends TestServer {
  /** A connection of the user `admin`. */
  readonly admin: RawClient;
  /** A connection of a new user who has these roles and an empty password. */
  connectAs(...roleNames: string[]): Promise<RawClient>;
}

export async function startSecure(
  t: TestContext,
  security: SecurityOptions = {},
  options: EmbeddedServerOptions = {},
): Promise<SecureServer> {
  const started = await startServer(t, { security, ...options });
  const admin = await loginAs(t, started.server.port, 'admin', ADMIN_HASH);
  let users = 0;
  const connectAs = async (...roleNames: string[]): Promise<RawClient> => {
    const name = `user${users++}`;
    const result = await resultOf(admin, CREATE_USER, user(name), password(EMPTY_HASH), roles(...roleNames));
    if (result !== 0) throw new Error(`${name} cannot be created: ${result}`);
    return loginAs(t, started.server.port, name);
  };
  return { ...started, admin, connectAs };
}

function short(value: string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([Buffer.from([content.length]), content]);
}

function list(items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([items.length]), ...items]);
}

export function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
}
