// What every probe is made of: the flags of the message header in the server's spelling, and requests on one record.
import { digestOf, field, message, op, utf8 } from '../lib/raw.mjs';

export const READ = 0x01;
export const GET_ALL = 0x02;
export const GET_NO_BINS = 0x20;
export const CONSISTENCY_LEVEL_ALL = 0x40;
export const COMPRESS_RESPONSE = 0x80;
export const WRITE = 0x01;
export const DELETE = 0x02;
export const GENERATION = 0x04;
export const GENERATION_GT = 0x08;
export const DURABLE_DELETE = 0x10;
export const CREATE_ONLY = 0x20;
export const RESPOND_ALL_OPS = 0x80;
export const UPDATE_ONLY = 0x08;
export const CREATE_OR_REPLACE = 0x10;
export const REPLACE_ONLY = 0x20;

export const OP = { READ: 1, WRITE: 2, INCR: 5, APPEND: 9, PREPEND: 10, TOUCH: 11, DELETE_ALL: 14 };
export const PARTICLE = {
  NULL: 0,
  INTEGER: 1,
  FLOAT: 2,
  STRING: 3,
  BLOB: 4,
  BOOL: 17,
  HLL: 18,
  MAP: 19,
  LIST: 20,
  GEOJSON: 23,
};

export const SET = 'probes';
export const namespaceField = (name = 'test') => field(0, utf8(name));
export const setField = (name = SET) => field(1, utf8(name));
export const digestField = (name) => field(4, digestOf(name));

/** Requests on the record named `name`: each takes what differs from the plain request. */
export function record(name) {
  const address = [namespaceField(), setField(), digestField(name)];
  const request =
    (defaults) =>
    (parts = {}) =>
      message({ ...defaults, ...parts, fields: parts.fields ?? [...address, ...(parts.more ?? [])] });
  return {
    address,
    get: request({ info1: READ | GET_ALL }),
    exists: request({ info1: READ | GET_NO_BINS }),
    read: request({ info1: READ }),
    write: request({ info2: WRITE }),
    both: request({ info1: READ, info2: WRITE }),
    remove: request({ info2: WRITE | DELETE }),
    raw: request({}),
  };
}

export const writeOp = (name, particle, value) => op(OP.WRITE, particle, name, value);
export const readOp = (name) => op(OP.READ, PARTICLE.NULL, name);
