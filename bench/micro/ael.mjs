// AEL: a filter of ten terms from text to entries, as it comes for the first time and again, and back to text.
import { createRequire } from 'node:module';
import { TENDRIL } from '../lib/paths.mjs';
import { finish, measureGroup } from './measure.mjs';

const { exp } = createRequire(import.meta.url)(TENDRIL);

const TEN_TERMS =
  "$.age >= 18 and $.age < 65 and $.status == 'active' and ($.country == 'DE' or $.country == 'AT')" +
  ' and $.score:FLOAT > 0.5 and not($.deleted.exists()) and $.tags:LIST.count() > 0 and $.visits.shop > 10' +
  ' and $.ttl() > 3600';

let count = 0;
/** A text that has not come before. */
const fresh = (text) => () => exp.ael(`${text} /*${count++}*/`);
const again = (text) => {
  for (let i = 0; i < 3; i++) exp.ael(text);
  return () => exp.ael(text);
};
const compiled = exp.ael(TEN_TERMS);

await measureGroup(
  {
    '1 term, new': fresh('$.age > 21'),
    '10 terms, new': fresh(TEN_TERMS),
    '10 terms, seen before': again(TEN_TERMS),
    '10 terms with a value': () => exp.ael(TEN_TERMS.replace('18', '?0'), [18]),
    '10 terms to text': () => exp.toText(compiled),
  },
  { batch: 64 },
);
finish();
