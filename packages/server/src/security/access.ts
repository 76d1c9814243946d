// What a user may do, put together from its roles once after every change, so that a command is one look into a map and
// not a walk through roles and privileges.

import type { BlockList } from 'node:net';
import type { AdminPrivilege } from 'tendril/wire';
import { permissionsOf } from './privilege.ts';
import { isListed, parseWhitelist } from './whitelist.ts';

/** What access looks at in a role. */
export interface Role {
  readonly name: string;
  readonly privileges: readonly AdminPrivilege[];
  readonly whitelist: readonly string[];
  /** Records per second; 0 = no limit. */
  readonly readQuota: number;
  readonly writeQuota: number;
}

interface NamespaceAccess {
  permissions: number;
  readonly sets: Map<string, number>;
}

export class Access {
  /** The largest of the roles' quotas; 0 = no limit. */
  readonly readQuota: number;
  readonly writeQuota: number;
  readonly #everywhere: number;
  readonly #namespaces = new Map<string, NamespaceAccess>();
  readonly #whitelists: readonly BlockList[];

  constructor(roles: readonly Role[]) {
    let everywhere = 0;
    for (const privilege of roles.flatMap((role) => role.privileges)) {
      if (privilege.namespace === '') everywhere |= permissionsOf(privilege);
      else this.#add(privilege);
    }
    this.#everywhere = everywhere;
    this.readQuota = Math.max(0, ...roles.map((role) => role.readQuota));
    this.writeQuota = Math.max(0, ...roles.map((role) => role.writeQuota));
    this.#whitelists = roles
      .filter((role) => role.whitelist.length > 0)
      .map((role) => parseWhitelist(role.whitelist))
      .filter((list) => list !== undefined);
  }

  #add(privilege: AdminPrivilege): void {
    const { namespace, set } = privilege;
    let own = this.#namespaces.get(namespace);
    if (own === undefined) {
      own = { permissions: 0, sets: new Map() };
      this.#namespaces.set(namespace, own);
    }
    if (set === '') own.permissions |= permissionsOf(privilege);
    else own.sets.set(set, (own.sets.get(set) ?? 0) | permissionsOf(privilege));
  }

  /** Whether all of the permissions are there for everything. */
  allowsEverywhere(permissions: number): boolean {
    return (permissions & ~this.#everywhere) === 0;
  }

  /** Whether all of the permissions are there; an empty namespace or set is one that is not named. */
  allows(permissions: number, namespace: string, set: string): boolean {
    let missing = permissions & ~this.#everywhere;
    if (missing === 0) return true;
    const own = this.#namespaces.get(namespace);
    if (own === undefined) return false;
    missing &= ~own.permissions;
    return missing === 0 || (missing & ~(own.sets.get(set) ?? 0)) === 0;
  }

  /** Whether who has these roles may come from that address: from one that a role lists, if any role has a list. */
  admits(address: string): boolean {
    return this.#whitelists.length === 0 || this.#whitelists.some((list) => isListed(list, address));
  }
}
