// Expressions: building the entries, and turning them into the bytes of a filter.
import { createRequire } from 'node:module';
import { TENDRIL } from '../lib/paths.mjs';
import { finish, internal, measureGroup } from './measure.mjs';

const { exp } = createRequire(import.meta.url)(TENDRIL);
const { encodeExpression, writeExpression } = internal('wire/expressions/encode.js');
const { Writer } = internal('wire/writer.js');

/** Twenty operations and constants, of the kinds that filters are made of. */
const build = () =>
  exp.and(
    exp.eq(exp.binStr('status'), exp.str('open')),
    exp.or(exp.gt(exp.binInt('stock'), exp.int(10)), exp.le(exp.binFloat('price'), exp.float(9.5))),
    exp.not(exp.binExists('deleted')),
    exp.gt(exp.lists.size(exp.binList('tags')), exp.int(0)),
    exp.lt(exp.ttl(), exp.int(3600)),
  );

const three = () => exp.eq(exp.binInt('stock'), exp.int(7));

const [twenty, small] = [build(), three()];
const w = new Writer();
const writing = (expression) => () => {
  w.pos = 0;
  writeExpression(w, expression);
  return w.pos;
};
const text = encodeExpression(twenty).toString('base64');

await measureGroup(
  {
    'build 3 nodes': three,
    'build 20 nodes': build,
    'write 3 nodes': writing(small),
    'write 20 nodes': writing(twenty),
    'bytes of 3 nodes': () => encodeExpression(small),
    'bytes of 20 nodes': () => encodeExpression(twenty),
    'bytes of 20 nodes in base64': () => encodeExpression(text),
  },
  { batch: 64 },
);
finish();
