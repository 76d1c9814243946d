// Reads: every combination of read bits, named operations, and info requests.
import { field, i64, info, op, utf8 } from '../lib/raw.mjs';
import {
  CONSISTENCY_LEVEL_ALL,
  GET_ALL,
  GET_NO_BINS,
  OP,
  PARTICLE,
  READ,
  RESPOND_ALL_OPS,
  readOp,
  record,
  writeOp,
} from './parts.mjs';

const probes = {};
const fill = (r) =>
  r.write({ ttl: 1000, ops: [writeOp('a', PARTICLE.INTEGER, i64(1)), writeOp('b', PARTICLE.STRING, utf8('x'))] });
function both(name, request) {
  const absent = record(`${name}/absent`);
  probes[`${name}, absent`] = [request(absent)];
  const present = record(`${name}/present`);
  probes[`${name}, present`] = [fill(present), request(present)];
}

both('get', (r) => r.get());
both('exists', (r) => r.exists());
both('read without operations', (r) => r.read());
both('read one', (r) => r.read({ ops: [readOp('a')] }));
both('read in another order', (r) => r.read({ ops: [readOp('b'), readOp('a')] }));
both('read twice', (r) => r.read({ ops: [readOp('a'), readOp('a')] }));
both('read absent bin', (r) => r.read({ ops: [readOp('zz')] }));
both('read absent bin, respond all', (r) => r.read({ info2: RESPOND_ALL_OPS, ops: [readOp('zz'), readOp('a')] }));
both('read of a long name', (r) => r.read({ ops: [readOp('x'.repeat(16))] }));
both('read with a value', (r) => r.read({ ops: [op(OP.READ, PARTICLE.INTEGER, 'a', i64(1))] }));
both('read all operation', (r) => r.read({ ops: [readOp('')] }));
both('read all operation with get all', (r) => r.get({ ops: [readOp('')] }));
both('get all with operations', (r) => r.get({ ops: [readOp('a')] }));
both('get all without bins', (r) => r.get({ info1: READ | GET_ALL | GET_NO_BINS }));
both('no bins with operations', (r) => r.exists({ ops: [readOp('a')] }));
both('unknown operation', (r) => r.read({ ops: [op(99, PARTICLE.NULL, 'a')] }));
both('touch in a read', (r) => r.read({ ops: [op(OP.TOUCH, PARTICLE.NULL, '')] }));
both('all replicas', (r) => r.get({ info1: READ | GET_ALL | CONSISTENCY_LEVEL_ALL }));
both('linearize', (r) => r.get({ info3: 0x40 }));
both('generation bits', (r) => r.get({ info2: 0x04, generation: 9 }));
both('create only bit', (r) => r.get({ info2: 0x20 }));
both('read touch 50', (r) => r.get({ ttl: 50 }));
both('read touch 101', (r) => r.get({ ttl: 101 }));
both('read touch 0', (r) => r.get({ ttl: 0 }));
both('exists, read touch 101', (r) => r.exists({ ttl: 101 }));
both('read one, read touch 101', (r) => r.read({ ttl: 101, ops: [readOp('a')] }));
both('empty key field', (r) => r.get({ more: [field(2, Buffer.alloc(0))] }));
both('timeout 0', (r) => r.get({ timeoutMs: 0 }));
both('filter that is not an expression', (r) => r.get({ more: [field(43, utf8('x'))] }));

for (const [name, text] of Object.entries({
  'status without newline': 'status',
  'status with semicolon': 'status;\n',
  'status with colon': 'status:\n',
  'empty line': '\n',
  unknown: 'nonsense\n',
  'unknown with arguments': 'nonsense:a=b;c=d\n',
  'two commands': 'status\npartitions\n',
  'a known and an unknown': 'status\nnonsense\n',
  'name of 40 characters': `${'n'.repeat(40)}\n`,
  'namespace of nothing': 'namespace/nowhere\n',
  'namespace without name': 'namespace/\n',
  'namespace alone': 'namespace\n',
  'sets of nothing': 'sets/nowhere\n',
  namespaces: 'namespaces\n',
  partitions: 'partitions\n',
  edition: 'edition\n',
  'udf-list': 'udf-list\n',
  'sindex-list': 'sindex-list:\n',
  'sindex-list of a namespace': 'sindex-list:namespace=test\n',
  'sindex-list of nothing': 'sindex-list:namespace=nowhere\n',
  'rack-ids': 'rack-ids\n',
  racks: 'racks:\n',
  'service-tls-std': 'service-tls-std\n',
  'peers-tls-std': 'peers-tls-std\n',
  'service-clear-alt': 'service-clear-alt\n',
  digests: 'digests\n',
  connection: 'connection\n',
  'user-agent-set without value': 'user-agent-set:\n',
  'user-agent-set empty': 'user-agent-set:value=\n',
  'user-agent-set': 'user-agent-set:value=MSxub2RlanMtMSxub3Qtc2V0\n',
  'user-agent-set that is no base64': 'user-agent-set:value=!!!\n',
  'user-agent-set too long': `user-agent-set:value=${'A'.repeat(120)}\n`,
  'user-agent-set twice':
    'user-agent-set:value=MSxub2RlanMtMSxub3Qtc2V0\nuser-agent-set:value=MSxub2RlanMtMSxub3Qtc2V0\n',
  'cluster-stable of two': 'cluster-stable:size=7\n',
  'cluster-stable with a bad size': 'cluster-stable:size=x\n',
  'cluster-stable of no namespace': 'cluster-stable:namespace=nowhere\n',
  'truncate without namespace': 'truncate:set=x\n',
  'truncate with an empty set': 'truncate:namespace=test;set=\n',
  'truncate in the future': 'truncate:namespace=test;set=x;lut=99999999999999999999\n',
  'truncate at zero': 'truncate:namespace=test;set=x;lut=1\n',
  'truncate-namespace without namespace': 'truncate-namespace:\n',
  'get-config of nothing': 'get-config:context=nonsense\n',
  'get-config of no namespace': 'get-config:context=namespace;namespace=nowhere\n',
  'set-config of nothing': 'set-config:context=nonsense;a=b\n',
  'set-config without context': 'set-config:a=b\n',
  'set-config of an unknown parameter': 'set-config:context=namespace;namespace=test;nonsense=1\n',
  'udf-get of nothing': 'udf-get:filename=none.lua;\n',
  'udf-remove of nothing': 'udf-remove:filename=none.lua;\n',
  'sindex-delete of nothing': 'sindex-delete:namespace=test;indexname=none\n',
  'sindex-exists': 'sindex-exists:namespace=test;indexname=none\n',
  'sindex-stat of nothing': 'sindex-stat:namespace=test;indexname=none\n',
  'replicas of nothing': 'replicas:max=x\n',
  'case matters': 'STATUS\n',
})) {
  probes[`info: ${name}`] = [info(text)];
}
probes['info: user agent set twice'] = [
  info('user-agent-set:value=MSxub2RlanMtMSxub3Qtc2V0\n'),
  info('user-agent-set:value=MSxub2RlanMtMSxub3Qtc2V0\n'),
];

export const reading = probes;
