// Which GeoJSON values are stored; the decisions are a real server's (8.1.0.3).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storedGeoJson } from '../../src/particles/geojson.ts';
import { ParticleError } from '../../src/particles/particle-error.ts';

const RING = '[[0,0],[0,1],[1,1],[1,0],[0,0]]';

const STORED = [
  '{"type":"Point","coordinates":[1,2]}',
  '{"type":"Point","coordinates":[180,90]}',
  '{"coordinates":[1,2],"type":"Point","extra":1}',
  `{"type":"Polygon","coordinates":[${RING}]}`,
  `{"type":"MultiPolygon","coordinates":[[${RING}]]}`,
  '{"type":"AeroCircle","coordinates":[[1,2],100]}',
  '{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}',
];

const REFUSED = [
  '',
  'nope',
  '[]',
  '{"type":"Foo"}',
  '{"type":"Point"}',
  '{"type":"Point","coordinates":[1]}',
  '{"type":"Point","coordinates":[1,2,3]}',
  '{"type":"Point","coordinates":[1,"x"]}',
  '{"type":"Point","coordinates":[200,2]}',
  '{"type":"Point","coordinates":[1,91]}',
  '{"type":"LineString","coordinates":[[0,0],[1,1]]}',
  '{"type":"FeatureCollection","features":[]}',
  '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1]]]}',
  '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0.5]]]}',
];

function particle(text: string): Buffer {
  return Buffer.concat([Buffer.alloc(3), Buffer.from(text)]);
}

for (const text of STORED) {
  test(`stores ${text}`, () => {
    const source = particle(text);
    assert.strictEqual(storedGeoJson(source, 0, source.length).toString('latin1', 3), text);
  });
}

for (const text of REFUSED) {
  test(`refuses ${text || 'nothing'}`, () => {
    const source = particle(text);
    assert.throws(
      () => storedGeoJson(source, 0, source.length),
      (error) => {
        return error instanceof ParticleError && error.resultCode === 160;
      },
    );
  });
}

test('cells that a client sends are dropped', () => {
  const text = '{"type":"Point","coordinates":[1,2]}';
  const source = Buffer.concat([Buffer.from('000001110036e17ca9fb7097'.slice(0, 22), 'hex'), Buffer.from(text)]);
  assert.strictEqual(storedGeoJson(source, 0, source.length).toString('latin1'), `\0\0\0${text}`);
});
