// Malformed frames and bodies, and what is refused before a record is looked at.
import { body, field, hex, info, message, op, utf8 } from '../lib/raw.mjs';
import { frame } from '../lib/recording-proxy.mjs';
import {
  COMPRESS_RESPONSE,
  digestField,
  GET_ALL,
  namespaceField,
  OP,
  PARTICLE,
  READ,
  record,
  setField,
  WRITE,
  writeOp,
} from './parts.mjs';

const STILL_THERE = info('status\n');
const here = record('framing');
const good = here.get();
const withHeader = (bytes, patch) => {
  const copy = Buffer.from(bytes);
  patch(copy);
  return copy;
};
const rawBody = (bytes) => [frame(3, bytes), STILL_THERE];
const fields = here.address;

export const framing = {
  'version 1': [
    withHeader(good, (b) => {
      b[0] = 1;
    }),
  ],
  'version 0': [
    withHeader(good, (b) => {
      b[0] = 0;
    }),
  ],
  'version 3': [
    withHeader(good, (b) => {
      b[0] = 3;
    }),
  ],
  'type 0': [
    withHeader(good, (b) => {
      b[1] = 0;
    }),
  ],
  'type 5': [
    {
      together: [
        withHeader(good, (b) => {
          b[1] = 5;
        }),
        STILL_THERE,
      ],
    },
  ],
  'type 6': [
    withHeader(good, (b) => {
      b[1] = 6;
    }),
  ],
  'type 255': [
    withHeader(good, (b) => {
      b[1] = 255;
    }),
  ],
  'size over the limit': [withHeader(good, (b) => b.writeUIntBE(134217729, 2, 6))],
  'TLS client hello': [hex('16 03 01 02 00 01 00 01 fc 03 03')],
  'security message': [frame(2, Buffer.alloc(16)), STILL_THERE],
  'security message, version 0': [
    withHeader(frame(2, Buffer.alloc(16)), (b) => {
      b[0] = 0;
    }),
    STILL_THERE,
  ],
  'compressed message': [frame(4, Buffer.alloc(40, 1)), STILL_THERE],
  'empty body': rawBody(Buffer.alloc(0)),
  'body of 21 bytes': rawBody(body({}).subarray(0, 21)),
  'body of 22 bytes': rawBody(body({})),
  'header size 30': rawBody(body({ info1: READ | GET_ALL, fields, headerBytes: 30 })),
  'header size 0': rawBody(body({ info1: READ | GET_ALL, fields, headerBytes: 0 })),
  'more fields announced': rawBody(body({ info1: READ | GET_ALL, fields, fieldCount: 4 })),
  'fewer fields announced': rawBody(body({ info1: READ | GET_ALL, fields, fieldCount: 2 })),
  'more operations announced': rawBody(body({ info1: READ, fields, opCount: 1 })),
  'fewer operations announced': rawBody(body({ info1: READ, fields, ops: [op(OP.READ, 0, 'a')], opCount: 0 })),
  'trailing byte': rawBody(Buffer.concat([body({ info1: READ | GET_ALL, fields }), Buffer.alloc(1)])),
  'field of size 0': rawBody(body({ info1: READ | GET_ALL, fields: [...fields, Buffer.alloc(4)] })),
  'field of size 0 with a type byte': rawBody(body({ info1: READ | GET_ALL, fields: [...fields, Buffer.alloc(5)] })),
  'field that overruns': rawBody(body({ info1: READ | GET_ALL, fields: [...fields, hex('000000ff 07 01')] })),
  'field of 4 GiB': rawBody(body({ info1: READ | GET_ALL, fields: [...fields, hex('ffffffff 07 01')] })),
  'truncated field header': rawBody(body({ info1: READ | GET_ALL, fields: [...fields, hex('0000')] })),
  'unknown field type': rawBody(body({ info1: READ | GET_ALL, fields: [...fields, field(200, utf8('x'))] })),
  'operation of size 3': rawBody(body({ info2: WRITE, fields, ops: [hex('00000003 020100')] })),
  'operation of size 0': rawBody(body({ info2: WRITE, fields, ops: [hex('00000000')] })),
  'operation that overruns': rawBody(body({ info2: WRITE, fields, ops: [hex('000000ff 02010001 61')] })),
  'name longer than the operation': rawBody(body({ info2: WRITE, fields, ops: [hex('00000005 020100ff 61')] })),
  'truncated operation': rawBody(body({ info2: WRITE, fields, ops: [hex('00000005 02')] })),
  'no namespace': [message({ info1: READ | GET_ALL, fields: [setField(), digestField('framing')] })],
  'empty namespace': [
    message({ info1: READ | GET_ALL, fields: [namespaceField(''), setField(), digestField('framing')] }),
  ],
  'unknown namespace': [
    message({ info1: READ | GET_ALL, fields: [namespaceField('nowhere'), setField(), digestField('framing')] }),
  ],
  'namespace of 32 characters': [
    message({ info1: READ | GET_ALL, fields: [namespaceField('n'.repeat(32)), setField(), digestField('framing')] }),
  ],
  'unknown namespace and no digest': [message({ info1: READ | GET_ALL, fields: [namespaceField('nowhere')] })],
  'no digest': [message({ info1: READ | GET_ALL, fields: [namespaceField(), setField()] })],
  'digest of 19 bytes': [
    message({ info1: READ | GET_ALL, fields: [namespaceField(), setField(), field(4, Buffer.alloc(19))] }),
  ],
  'digest of 21 bytes': [
    message({ info1: READ | GET_ALL, fields: [namespaceField(), setField(), field(4, Buffer.alloc(21))] }),
  ],
  'empty digest': [
    message({ info1: READ | GET_ALL, fields: [namespaceField(), setField(), field(4, Buffer.alloc(0))] }),
  ],
  'two digests': [message({ info1: READ | GET_ALL, fields: [...fields, digestField('framing 2')] })],
  'two namespaces': [message({ info1: READ | GET_ALL, fields: [namespaceField('nowhere'), ...fields] })],
  'no digest but neither read nor write': [message({ fields: [namespaceField(), setField()] })],
  'neither read nor write': [here.raw()],
  'neither read nor write, get all': [here.raw({ info1: GET_ALL })],
  'delete without write': [here.raw({ info2: 2 })],
  'delete and read': [here.raw({ info1: READ, info2: 2 })],
  'fields in another order': [message({ info1: READ | GET_ALL, fields: [...fields].reverse() })],
  'compressed reply asked for': [here.get({ info1: READ | GET_ALL | COMPRESS_RESPONSE })],
  'batch bit': [here.get({ info1: READ | GET_ALL | 0x08 })],
  'xdr bit': [here.get({ info1: READ | GET_ALL | 0x10 })],
  'all info3 bits': [here.get({ info3: 0xff })],
  'all info4 bits': [here.get({ info4: 0xff })],
  'info bits 4 of transactions': [
    record('framing, written').write({ info4: 0x01, ops: [writeOp('a', PARTICLE.INTEGER, Buffer.alloc(8))] }),
  ],
  'pipelined requests': [{ together: [here.get(), STILL_THERE, here.exists(), info('node-nonsense\n'), here.get()] }],
  'a bad body between good ones': [{ together: [STILL_THERE, frame(3, Buffer.alloc(3)), STILL_THERE] }],
  'transaction id field': [here.get({ more: [field(5, Buffer.alloc(8, 1))] })],
  'record version field': [here.get({ more: [field(3, Buffer.alloc(7, 1))] })],
};
