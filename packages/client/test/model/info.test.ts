// Expected values: what the module this one replaces makes of the same texts.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { info } from '../../src/model/info.ts';

const PARSED: readonly (readonly [string, object])[] = [
  ['', {}],
  ['build\t8.1.0.3\nfeatures\tbatch-any;geo\n', { build: '8.1.0.3', features: ['batch-any', 'geo'] }],
  ['status', { status: undefined }],
  ['cluster-size\t3', { 'cluster-size': 3 }],
  ['n\t08\nm\t1.0\nx\t-1.5', { n: '08', m: '1.0', x: -1.5 }],
  ['statistics\tuptime=5;edition=CE;flag=', { statistics: { uptime: 5, edition: 'CE', flag: '' } }],
  ['one\ta=1', { one: 'a=1' }],
  ['list\ta;b;', { list: ['a', 'b', ''] }],
  ['service\t127.0.0.1:3000;', { service: ['127.0.0.1:3000'] }],
  ['namespace/test\tobjects=1;mode=off', { 'namespace/test': { objects: 1, mode: 'off' } }],
  [
    'sets\tns=test:set=a;ns=test:set=b;',
    {
      sets: [
        { ns: 'test', set: 'a' },
        { ns: 'test', set: 'b' },
      ],
    },
  ],
  ['sets/test\tset=a:objects=1;', { 'sets/test': [{ set: 'a', objects: 1 }] }],
  ['sets/test/demo\tset=demo:objects=1;', { 'sets/test/demo': { set: 'demo', objects: 1 } }],
  ['sindex/test/i\tkeys=1;load_pct=100', { 'sindex/test/i': { keys: 1, load_pct: 100 } }],
  ['bins\ttest:num=2,quota=9,a,b;', { bins: { test: { stats: { num: 2, quota: 9 }, names: ['a', 'b'] } } }],
  ['bins/test\tnum=2,a', { 'bins/test': { stats: { num: 2 }, names: ['a'] } }],
  ['bins/test/x\ta;b', { 'bins/test/x': ['a', 'b'] }],
  ['udf-list\tfilename=x.lua,type=LUA;', { 'udf-list': [{ filename: 'x.lua', type: 'LUA' }] }],
  ['sets/\tset=a;', { 'sets/': [{ set: 'a' }] }],
  ['namespace/.a\tb=1', { 'namespace/.a': 'b=1' }],
];

for (const [text, expected] of PARSED) {
  test(`info text ${JSON.stringify(text).slice(0, 50)}`, () => deepStrictEqual(info.parse(text), expected));
}

test('no text is an empty reply', () => {
  deepStrictEqual(info.parse(null), {});
  deepStrictEqual(info.parse(undefined), {});
});

test('a value that has no text where text is expected stays', () => {
  deepStrictEqual(info.parse('bins\ttest:5;'), { bins: { test: 5 } });
  deepStrictEqual(info.parse('sets'), { sets: undefined });
});

test('a program can add separators', (t) => {
  t.after(() => delete info.separators['racks*']);
  info.separators['racks*'] = ['|', (text) => text.toUpperCase()];
  deepStrictEqual(info.parse('racks:\ta|b'), { 'racks:': ['A', 'B'] });
});

test('a pattern is no regular expression', (t) => {
  t.after(() => delete info.separators['a.(b']);
  info.separators['a.(b'] = ['|'];
  strictEqual(info.parse('ax(b\tc|d')['ax(b'], 'c|d');
  deepStrictEqual(info.parse('a.(b\tc|d')['a.(b'], ['c', 'd']);
});
