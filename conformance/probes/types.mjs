// Arithmetic and string operations: every operand on every kind of bin.
import { f64, hex, i64, op, utf8 } from '../lib/raw.mjs';
import { OP, PARTICLE, record, writeOp } from './parts.mjs';

const VALUES = {
  integer: [PARTICLE.INTEGER, i64(5)],
  float: [PARTICLE.FLOAT, f64(1.5)],
  string: [PARTICLE.STRING, utf8('x')],
  blob: [PARTICLE.BLOB, hex('0102')],
  bool: [PARTICLE.BOOL, hex('01')],
  list: [PARTICLE.LIST, hex('91 01')],
  map: [PARTICLE.MAP, hex('81 01 01')],
  geojson: [PARTICLE.GEOJSON, Buffer.concat([hex('00 0000'), utf8('{"type":"Point","coordinates":[1,2]}')])],
  'java blob': [7, hex('0102')],
  'short integer': [PARTICLE.INTEGER, hex('05')],
};
const OPERANDS = {
  ...VALUES,
  null: [PARTICLE.NULL, hex('')],
  'float of 4 bytes': [PARTICLE.FLOAT, hex('3f800000')],
  'empty string': [PARTICLE.STRING, hex('')],
  'integer of 3 bytes': [PARTICLE.INTEGER, hex('010203')],
};

export const types = {};
for (const operation of ['INCR', 'APPEND', 'PREPEND']) {
  for (const [operand, [particle, value]] of Object.entries(OPERANDS)) {
    for (const [bin, content] of [['absent', undefined], ...Object.entries(VALUES)]) {
      const name = `${operation} ${operand} on ${bin}`;
      const r = record(name);
      const request = r.write({ ops: [op(OP[operation], particle, 'v', value)] });
      types[name] =
        content === undefined ? [request, r.get()] : [r.write({ ops: [writeOp('v', ...content)] }), request, r.get()];
    }
  }
}
{
  const r = record('wrap');
  types['INCR wraps'] = [
    r.write({ ops: [writeOp('v', PARTICLE.INTEGER, i64(2n ** 63n - 1n))] }),
    r.write({ ops: [op(OP.INCR, PARTICLE.INTEGER, 'v', i64(1))] }),
    r.get(),
  ];
}
