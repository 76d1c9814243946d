// Enums as values, as types and as namespaces, as annotations of variables, parameters, fields and keys.
import * as Aerospike from 'tendril';
import { auth, exp, indexDataType, indexType, lists, log, maps, policy, privilegeCode, ttl } from 'tendril';

let lifetime = ttl.NEVER_EXPIRE;
lifetime = Math.max(1, 60);
let exists: policy.exists = policy.exists.CREATE;
exists = policy.exists.UPDATE;
let level: log = log.WARN;
level = log.DEBUG;
const fromNumber: policy.replica = Number('1');
const toNumber: number = policy.replica.RANDOM;
const dataType: indexDataType = indexDataType.NUMERIC;
const kind: indexType = indexType.LIST;
const order: lists.order = lists.order.ORDERED;
const returned: maps.returnType = maps.returnType.VALUE | maps.returnType.INVERTED;
const flags: exp.expWriteFlags = exp.expWriteFlags.DEFAULT;
const mode: Aerospike.auth = auth.INTERNAL;
const code: Aerospike.privilegeCode = privilegeCode.READ;
type Exists = keyof typeof policy.exists;
const name: Exists = 'CREATE_OR_REPLACE';

export class Store {
  exists: Aerospike.policy.exists = policy.exists.IGNORE;
  constructor(readonly gen: Aerospike.policy.gen = Aerospike.policy.gen.IGNORE) {}
  policy(): Aerospike.policy.WritePolicy {
    return new Aerospike.policy.WritePolicy({ exists: this.exists, gen: this.gen });
  }
  read(): policy.ReadPolicy {
    return new Aerospike.ReadPolicy({ replica: fromNumber, totalTimeout: 50 });
  }
}

export function describe(value: policy.exists): string {
  switch (value) {
    case policy.exists.CREATE:
      return 'new';
    default:
      return policy.exists[name] === value ? name : String(value);
  }
}

export { code, dataType, exists, flags, kind, level, lifetime, mode, order, returned, toNumber };
