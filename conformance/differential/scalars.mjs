// Random values of bins without structure, and the operations on them.
import fc from 'fast-check';
import { PARTICLE } from './operations.mjs';

const integers = fc
  .oneof(fc.integer({ min: -3, max: 300 }), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n)))
  .map((value) => ({ type: PARTICLE.INTEGER, value: bytesOf((bytes) => bytes.writeBigInt64BE(BigInt(value))) }));
const doubles = fc
  .constantFrom(0, 1.5, -2.5, 1e300)
  .map((value) => ({ type: PARTICLE.DOUBLE, value: bytesOf((bytes) => bytes.writeDoubleBE(value)) }));
const texts = fc
  .tuple(fc.constantFrom(PARTICLE.STRING, PARTICLE.STRING, PARTICLE.BLOB), fc.constantFrom('', '61', '6263'))
  .map(([type, value]) => ({ type, value }));
const bools = fc.constantFrom('00', '01').map((value) => ({ type: PARTICLE.BOOL, value }));

function bytesOf(write) {
  const bytes = Buffer.alloc(8);
  write(bytes);
  return bytes.toString('hex');
}

export const scalarBins = fc.oneof(integers, doubles, texts, bools);

const WRITE = 2;
const INCREMENT = 5;
const APPEND = 9;
const PREPEND = 10;

export const scalarOperations = fc
  .oneof(
    fc.tuple(fc.constantFrom(WRITE, INCREMENT, INCREMENT), fc.oneof(integers, doubles)),
    fc.tuple(fc.constantFrom(APPEND, PREPEND), texts),
    fc.tuple(fc.constantFrom(WRITE, INCREMENT, APPEND, PREPEND), scalarBins),
    fc.tuple(fc.constant(WRITE), fc.constant({ type: 0, value: '' })),
  )
  .map(([code, value]) => ({ code, ...value }));
