// Value classes: construction, methods, and what their constructors refuse.

export const model = [
  {
    name: 'Key construction',
    async run(t) {
      const { Key } = t.A;
      const digest = Buffer.alloc(20, 7);
      const good = {
        string: ['test', 'demo', 'k'],
        integer: ['test', 'demo', 42],
        'negative integer': ['test', 'demo', -1],
        'large safe integer': ['test', 'demo', Number.MAX_SAFE_INTEGER],
        bigint: ['test', 'demo', 42n],
        'largest bigint': ['test', 'demo', 2n ** 63n - 1n],
        buffer: ['test', 'demo', Buffer.from([1, 2])],
        'null set': ['test', null, 'k'],
        'undefined set': ['test', undefined, 'k'],
        'digest only': ['test', 'demo', undefined, digest],
        'digest only with null key': ['test', 'demo', null, digest],
        'key and digest': ['test', 'demo', 'k', digest],
        '32 character namespace': ['n'.repeat(32), 'demo', 'k'],
        '64 character set': ['test', 's'.repeat(64), 'k'],
      };
      for (const [name, args] of Object.entries(good)) await t.step(name, () => new Key(...args));
      const bad = {
        'no arguments': [],
        'empty namespace': ['', 'demo', 'k'],
        'numeric namespace': [1, 'demo', 'k'],
        'long namespace': ['n'.repeat(33), 'demo', 'k'],
        'empty set': ['test', '', 'k'],
        'numeric set': ['test', 1, 'k'],
        'long set': ['test', 's'.repeat(65), 'k'],
        'no key': ['test', 'demo'],
        'null key': ['test', 'demo', null],
        'empty string': ['test', 'demo', ''],
        'empty buffer': ['test', 'demo', Buffer.alloc(0)],
        fraction: ['test', 'demo', 1.5],
        NaN: ['test', 'demo', Number.NaN],
        infinity: ['test', 'demo', Number.POSITIVE_INFINITY],
        'too large a bigint': ['test', 'demo', 2n ** 63n],
        'too small a bigint': ['test', 'demo', -(2n ** 63n) - 1n],
        boolean: ['test', 'demo', true],
        object: ['test', 'demo', { a: 1 }],
        array: ['test', 'demo', [1]],
        'typed array': ['test', 'demo', new Uint8Array([1])],
        function: ['test', 'demo', () => 1],
        symbol: ['test', 'demo', Symbol('k')],
        'short digest': ['test', 'demo', undefined, Buffer.alloc(19)],
        'long digest': ['test', 'demo', undefined, Buffer.alloc(21)],
        'string digest': ['test', 'demo', undefined, 'a'.repeat(20)],
      };
      for (const [name, args] of Object.entries(bad)) await t.step(name, () => new Key(...args));
    },
  },
  {
    name: 'Key.equals',
    async run(t) {
      const { Key } = t.A;
      const digest = Buffer.alloc(20, 7);
      const a = new Key('test', 'demo', 'k');
      for (const [name, other] of Object.entries({
        same: new Key('test', 'demo', 'k'),
        'other key': new Key('test', 'demo', 'l'),
        'other set': new Key('test', 'demo2', 'k'),
        'no set': new Key('test', null, 'k'),
        'other namespace': new Key('test2', 'demo', 'k'),
        'with digest': new Key('test', 'demo', 'k', digest),
        'digest only': new Key('test', 'demo', null, digest),
      })) {
        await t.step(name, () => a.equals(other));
      }
      await t.step('digests compared', () =>
        new Key('test', 'demo', 'k', digest).equals(new Key('test', 'demo', 'k', Buffer.alloc(20, 8))),
      );
      await t.step('null and undefined set', () => new Key('test', null, 'k').equals(new Key('test', undefined, 'k')));
    },
  },
  {
    name: 'Double',
    async run(t) {
      const { Double } = t.A;
      for (const value of [1, 1.5, -0, '3.25', '12abc', Number.POSITIVE_INFINITY, 1e300]) {
        await t.step(`new Double(${JSON.stringify(value)}) ${String(value)}`, () => new Double(value));
        await t.step(`value of ${JSON.stringify(value)} ${String(value)}`, () => new Double(value).value());
      }
      for (const value of ['abc', undefined, null, Number.NaN, {}]) {
        await t.step(`new Double(${JSON.stringify(value)}) ${typeof value}`, () => new Double(value));
      }
      await t.step('own property', () => new Double(1.5).Double);
    },
  },
  {
    name: 'GeoJSON',
    async run(t) {
      const { GeoJSON } = t.A;
      await t.step('from object', () => new GeoJSON({ type: 'Point', coordinates: [1, 2] }));
      await t.step('from string', () => new GeoJSON('{"type": "Point", "coordinates": [1, 2]}'));
      await t.step('Point', () => new GeoJSON.Point(103.9, 1.3));
      await t.step('Polygon', () => new GeoJSON.Polygon([0, 0], [0, 1], [1, 1], [0, 0]));
      await t.step('Circle', () => new GeoJSON.Circle(1, 2, 1000));
      await t.step('toJSON', () => new GeoJSON.Point(1, 2).toJSON());
      await t.step('value', () => new GeoJSON.Point(1, 2).value());
      await t.step('toString', () => String(new GeoJSON.Point(1, 2)));
      await t.step('JSON.stringify', () => JSON.stringify({ g: new GeoJSON.Point(1, 2) }));
      await t.step('from a number', () => new GeoJSON(42));
      await t.step('from undefined', () => new GeoJSON(undefined));
    },
  },
  {
    name: 'Bin and Record',
    async run(t) {
      const { Bin, Record, Key } = t.A;
      await t.step('Bin', () => new Bin('a', 1));
      await t.step('Bin without value', () => new Bin('a'));
      await t.step('Bin with a map in order', () => new Bin('a', { x: 1, y: 2 }, 1));
      await t.step('Record', () => new Record(new Key('test', 'demo', 'k'), { a: 1 }, { ttl: 3, gen: 4 }));
      await t.step('Record without metadata', () => new Record(new Key('test', 'demo', 'k'), { a: 1 }));
    },
  },
  {
    name: 'AerospikeError',
    async run(t) {
      const { AerospikeError, status } = t.A;
      await t.step('from a message', () => new AerospikeError('Something'));
      await t.step('from nothing', () => new AerospikeError());
      await t.step(
        'own properties',
        () => Object.keys(new AerospikeError('x')),
        (names) => names.sort(),
      );
      await t.step('isServerError', () => {
        const error = new AerospikeError('x');
        return [status.ERR_CLIENT, status.OK, status.ERR_TIMEOUT].map((code) => {
          error.code = code;
          return error.isServerError();
        });
      });
      await t.step('client without command', () => new AerospikeError('x').client);
      await t.step('string form', () => String(new AerospikeError('x')));
    },
  },
  {
    name: 'operation objects',
    async run(t) {
      const { operations } = t.A;
      await t.step('read', () => operations.read('a'));
      await t.step('write', () => operations.write('a', 1));
      await t.step('add', () => operations.add('a', 1));
      await t.step('incr', () => operations.incr('a', 1));
      await t.step('append', () => operations.append('a', 'x'));
      await t.step('prepend', () => operations.prepend('a', 'x'));
      await t.step('touch', () => operations.touch(10));
      await t.step('touch without ttl', () => operations.touch());
      await t.step('delete', () => operations.delete());
    },
  },
  {
    name: 'Config',
    async run(t) {
      const { Config } = t.A;
      const view = (config) =>
        config && Object.fromEntries(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)));
      await t.step('defaults', () => new Config(), view);
      await t.step(
        'values',
        () => new Config({ hosts: 'h:1', port: 4000, clusterName: 'c', maxConnsPerNode: 7 }),
        view,
      );
      await t.step(
        'ignored types',
        () => new Config({ hosts: 'h', port: '4000', maxConnsPerNode: 1.5, user: 1 }),
        view,
      );
      await t.step('policies', () => new Config({ hosts: 'h', policies: { read: { totalTimeout: 5 } } }), view);
      await t.step('unknown policy', () => new Config({ hosts: 'h', policies: { nonsense: {} } }));
      await t.step('password is not inspected', () => {
        const inspect = Symbol.for('nodejs.util.inspect.custom');
        return new Config({ hosts: 'h', user: 'u', password: 'p' })[inspect]().password;
      });
    },
  },
];
