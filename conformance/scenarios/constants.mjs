// Constants and the list of exports a caller can reach.

const TABLES = [
  'status',
  'policy',
  'ttl',
  'log',
  'auth',
  'language',
  'jobStatus',
  'indexDataType',
  'indexType',
  'regex',
];

const numbersOf = (table) =>
  Object.fromEntries(
    Object.entries(table).filter(([, value]) => ['number', 'string', 'bigint'].includes(typeof value)),
  );

export const constants = [
  {
    name: 'the constant tables',
    async run(t) {
      for (const table of TABLES) {
        await t.step(
          table,
          () => t.A[table],
          (value) => value && numbersOf(value),
        );
      }
      for (const table of [
        'gen',
        'key',
        'exists',
        'replica',
        'readModeAP',
        'readModeSC',
        'commitLevel',
        'queryDuration',
      ]) {
        await t.step(`policy.${table}`, () => t.A.policy[table]);
      }
    },
  },
  {
    name: 'the message of every status code',
    async run(t) {
      for (const [name, code] of Object.entries(t.A.status)) {
        if (typeof code === 'number' && !name.startsWith('AEROSPIKE_')) {
          await t.step(name, () => t.A.status.getMessage(code));
        }
      }
      await t.step('an unknown code', () => t.A.status.getMessage(4711));
    },
  },
  {
    name: 'policy objects',
    async run(t) {
      const all = {
        socketTimeout: 1,
        totalTimeout: 2,
        maxRetries: 3,
        compress: true,
        key: 1,
        gen: 2,
        exists: 3,
        commitLevel: 1,
        durableDelete: true,
        replica: 1,
        readModeAP: 1,
        readModeSC: 2,
        readTouchTtlPercent: 7,
        generation: 9,
        deserialize: false,
        timeout: 11,
        sendAsIs: true,
        checkBounds: false,
        ttl: 5,
        onLockingOnly: true,
        compressionThreshold: 99,
        connectTimeout: 12,
        timeoutDelay: 13,
      };
      for (const name of ['BasePolicy', 'ReadPolicy', 'WritePolicy', 'OperatePolicy', 'RemovePolicy', 'InfoPolicy']) {
        await t.step(`new ${name}()`, () => new t.A[name]());
        await t.step(`new ${name}(all)`, () => new t.A[name](all));
      }
      await t.step('inheritance', () => new t.A.WritePolicy() instanceof t.A.BasePolicy);
      await t.step('createPolicy', () => t.A.policy.createPolicy('write', { gen: 1 }));
      await t.step('createPolicy keeps an instance', () => {
        const policy = new t.A.ReadPolicy({ replica: 1 });
        return t.A.policy.createPolicy('read', policy) === policy;
      });
      await t.step('createPolicy without values', () => t.A.policy.createPolicy('read', null));
      await t.step('createPolicy of an unknown type', () => t.A.policy.createPolicy('nonsense', {}));
    },
  },
];
