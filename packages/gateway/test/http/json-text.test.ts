// Values as the client returns them, as JSON text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderJson } from '../../src/http/json-text.ts';

test('renders everything a bin can hold', () => {
  const bytes = Buffer.from([1, 255]);
  assert.strictEqual(
    renderJson({ i: 1, b: true, n: null, l: [1, 'x', [2.5]], bytes }),
    '{"i":1,"b":true,"n":null,"l":[1,"x",[2.5]],"bytes":{"type":"Buffer","data":[1,255]}}',
  );
  assert.strictEqual(
    renderJson({ big: [2n ** 63n - 1n], bytes, nan: Number.NaN }),
    '{"big":[9223372036854775807],"bytes":{"type":"Buffer","data":[1,255]},"nan":null}',
  );
  assert.strictEqual(
    renderJson({
      map: new Map<unknown, unknown>([
        ['a', 1],
        [2, new Map([[3n, 4n]])],
      ]),
    }),
    '{"map":{"2":{"3":4},"a":1}}',
  );
});

test('negative zero keeps its sign, wherever it is', () => {
  assert.strictEqual(renderJson({ z: -0, l: [-0, 0, { m: -0 }] }), '{"z":-0.0,"l":[-0.0,0,{"m":-0.0}]}');
});
