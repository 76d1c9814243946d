// What stands behind a connection where there is security: a stranger, who may do nothing but log in, or a session of a
// user. A session looks at its user's roles again when users or roles have changed, so what is granted or revoked holds
// from the next command on.

import { FIELD, INFO1, INFO2 } from 'tendril/wire';
import { PERMISSION } from '../command/permission.ts';
import type { Guard, Principal } from '../command/principal.ts';
import type { Request } from '../message/request.ts';
import { RESULT } from '../result-code.ts';
import type { Access } from './access.ts';
import type { Audit } from './audit.ts';
import type { Directory, User } from './directory.ts';
import type { Peer } from './peer.ts';
import type { RateMeter } from './rate-meter.ts';

export class Stranger implements Principal, Guard {
  readonly user = undefined;
  readonly guard: Guard = this;
  readonly #audit: Audit;
  readonly #peer: Peer;

  constructor(audit: Audit, peer: Peer) {
    this.#audit = audit;
    this.#peer = peer;
  }

  admit(action: string): number {
    const result = RESULT.SECURITY_NOT_AUTHENTICATED;
    this.#audit.request(result, PERMISSION.NONE, this.#peer, undefined, action, '');
    return result;
  }

  record(): number {
    return this.admit('data');
  }

  query(): number {
    return this.admit('query');
  }

  reserve(): number {
    return this.admit('query');
  }

  release(): void {}

  info(name: string): number {
    return this.admit(name);
  }
}

/** What sessions of one node have in common. */
export interface SessionNode {
  readonly directory: Directory;
  readonly audit: Audit;
  /** Undefined while quotas are not enabled. */
  metersOf(user: User): Meters | undefined;
}

/** What one user reads and writes at one node. */
export interface Meters {
  readonly read: RateMeter;
  readonly write: RateMeter;
}

export class Session implements Principal, Guard {
  readonly user: string;
  readonly guard: Guard = this;
  readonly #node: SessionNode;
  readonly #user: User;
  readonly #peer: Peer;
  #version = -1;
  #access: Access;
  /** OK, or why it may ask nothing. */
  #admission: number = RESULT.OK;

  constructor(node: SessionNode, user: User, peer: Peer) {
    this.user = user.name;
    this.#node = node;
    this.#user = user;
    this.#peer = peer;
    this.#access = user.access(node.directory);
  }

  admit(action: string): number {
    const result = this.#admit();
    if (result !== RESULT.OK) this.#node.audit.request(result, PERMISSION.NONE, this.#peer, this.user, action, '');
    return result;
  }

  #admit(): number {
    const { directory } = this.#node;
    if (this.#version !== directory.version) {
      this.#version = directory.version;
      this.#access = this.#user.access(directory);
      this.#admission = RESULT.OK;
      if (this.#user.isDropped) this.#admission = RESULT.SECURITY_NOT_AUTHENTICATED;
      else if (!this.#access.admits(this.#peer.address)) this.#admission = RESULT.SECURITY_NOT_WHITELISTED;
    }
    return this.#admission;
  }

  record(request: Request, namespace: string, digest: string): number {
    const permission = recordPermission(request);
    let result = this.#admit();
    if (result === RESULT.OK) {
      if (!this.#allows(permission, namespace, request)) result = RESULT.SECURITY_ROLE_VIOLATION;
      else if (!this.#count(permission)) result = RESULT.SECURITY_QUOTA_EXCEEDED;
    }
    this.#node.audit.data(result, actionOf(permission), this.#peer, this.user, request, namespace, digest);
    return result;
  }

  /** The name of the set is made out of bytes only for whom it decides. */
  #allows(permission: number, namespace: string, request: Request): boolean {
    return this.#access.allowsEverywhere(permission) || this.#access.allows(permission, namespace, request.setName());
  }

  /** A command that does both counts as a write. */
  #count(permission: number): boolean {
    const meters = this.#node.metersOf(this.#user);
    if (meters === undefined) return true;
    return (permission & ~PERMISSION.READ) === 0
      ? meters.read.take(this.#access.readQuota)
      : meters.write.take(this.#access.writeQuota);
  }

  query(request: Request, namespace: string, permission: number): number {
    let result = this.#admit();
    if (result === RESULT.OK && !this.#allows(permission, namespace, request)) result = RESULT.SECURITY_ROLE_VIOLATION;
    this.#node.audit.data(result, actionOf(permission), this.#peer, this.user, request, namespace, '');
    return result;
  }

  reserve(rate: number, isWrite: boolean): number {
    const meters = this.#node.metersOf(this.#user);
    if (meters === undefined) return RESULT.OK;
    const hasRoom = isWrite
      ? meters.write.reserve(rate, this.#access.writeQuota)
      : meters.read.reserve(rate, this.#access.readQuota);
    if (hasRoom) return RESULT.OK;
    const result = RESULT.SECURITY_QUOTA_EXCEEDED;
    this.#node.audit.request(result, PERMISSION.NONE, this.#peer, this.user, isWrite ? 'ops-query' : 'query', '');
    return result;
  }

  release(rate: number, isWrite: boolean): void {
    const meters = this.#node.metersOf(this.#user);
    (isWrite ? meters?.write : meters?.read)?.release(rate);
  }

  info(name: string, permission: number, namespace: string, set: string, detail: string): number {
    let result = this.#admit();
    if (result === RESULT.OK && !this.#access.allows(permission, namespace, set))
      result = RESULT.SECURITY_ROLE_VIOLATION;
    this.#node.audit.request(result, permission, this.#peer, this.user, name, detail);
    return result;
  }
}

function recordPermission(request: Request): number {
  const { info1, info2 } = request;
  if ((info2 & INFO2.WRITE) === 0) return PERMISSION.READ;
  if ((info2 & INFO2.DELETE) !== 0) return PERMISSION.DELETE;
  if (request.hasField(FIELD.UDF_FILENAME)) return PERMISSION.UDF_APPLY;
  return (info1 & INFO1.READ) === 0 ? PERMISSION.WRITE : PERMISSION.WRITE | PERMISSION.READ;
}

function actionOf(permission: number): string {
  switch (permission) {
    case PERMISSION.READ:
      return 'read';
    case PERMISSION.DELETE:
      return 'delete';
    case PERMISSION.UDF_APPLY:
      return 'udf';
    case PERMISSION.QUERY:
      return 'query';
    case PERMISSION.UDF_QUERY:
      return 'udf-query';
    case PERMISSION.OPS_QUERY:
      return 'ops-query';
    default:
      return 'write';
  }
}
