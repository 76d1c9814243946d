// Queries on secondary indexes, work in the background, and truncation.

const keysOf = (records) => records.map(({ key }) => String(key.key)).sort();
/** The texts tell of every attempt, of which there are more with more nodes. */
const codeOf = (promise) =>
  promise.then(
    () => 'no error',
    ({ code }) => code,
  );
const jobOf = ({ client: _, jobID, ...rest }) => ({ ...rest, jobID: typeof jobID });

async function fill(t, count = 20) {
  const { client, A } = t;
  const policy = new A.WritePolicy({ key: A.policy.key.SEND });
  for (let i = 0; i < count; i += 1) {
    const bins = { i, s: `s${i % 3}`, b: Buffer.from([i % 4]), l: [i, i + 100], m: { a: i, b: `m${i}` }, d: i + 0.5 };
    await client.put(t.key(`k${String(i).padStart(3, '0')}`), { ...bins, n: { x: [i] } }, {}, policy);
  }
}

/** Index names are the namespace's, so each scenario has its own. */
const nameOf = (t, bin) => `${t.set}_${bin}`;

async function indexed(t, method, options) {
  const { client } = t;
  const index = nameOf(t, options.name ?? options.bin);
  const job = await client[method]({ ns: 'test', set: t.set, bin: options.bin, index, ...options.more });
  await job.wait(10);
  return index;
}

export const queries = [
  {
    name: 'filters',
    async run(t) {
      const { client, A } = t;
      const { filter, indexType } = A;
      const names = [];
      await t.step('fill', () => fill(t));
      await t.step('a job', async () => {
        const job = await client.createIntegerIndex({ ns: 'test', set: t.set, bin: 'i', index: nameOf(t, 'i') });
        names.push(nameOf(t, 'i'));
        await job.wait(10);
        const { client: _, ...fields } = job;
        const [info] = await job.info();
        return [fields, info.load_pct, await job.checkStatus()];
      });
      await t.step('indexes', async () => {
        names.push(await indexed(t, 'createStringIndex', { bin: 's' }));
        names.push(await indexed(t, 'createBlobIndex', { bin: 'b' }));
        const list = { type: indexType.LIST, datatype: A.indexDataType.NUMERIC };
        names.push(await indexed(t, 'createIndex', { bin: 'l', more: list }));
        const keys = { type: indexType.MAPKEYS, datatype: A.indexDataType.STRING };
        names.push(await indexed(t, 'createIndex', { bin: 'm', name: 'mk', more: keys }));
        const values = { type: indexType.MAPVALUES, datatype: A.indexDataType.NUMERIC };
        names.push(await indexed(t, 'createIndex', { bin: 'm', name: 'mv', more: values }));
        const context = new A.cdt.Context().addMapKey('x');
        names.push(await indexed(t, 'createIndex', { bin: 'n', more: { ...list, context } }));
      });
      const found = async (made, index) => {
        const query = client.query('test', t.set);
        if (index === undefined) query.where(made);
        else query.whereWithIndexName(made, nameOf(t, index));
        return keysOf(await query.results());
      };
      await t.step('a range', () => found(filter.range('i', 5, 8)));
      await t.step('a range beyond', () => found(filter.range('i', 50, 80)));
      await t.step('below zero', () => found(filter.range('i', -5, 0)));
      await t.step('one integer', () => found(filter.equal('i', 7)));
      await t.step('a text', () => found(filter.equal('s', 's1')));
      await t.step('no such text', () => found(filter.equal('s', 's')));
      await t.step('bytes', () => found(filter.equal('b', Buffer.from([2]))));
      await t.step('an element', () => found(filter.contains('l', 105, indexType.LIST)));
      await t.step('elements in a range', () => found(filter.range('l', 3, 4, indexType.LIST)));
      await t.step('a key', async () => (await found(filter.contains('m', 'a', indexType.MAPKEYS))).length);
      await t.step('a value', () => found(filter.contains('m', 9, indexType.MAPVALUES)));
      await t.step('in a context', () =>
        found(filter.range('n', 2, 3, indexType.LIST, new A.cdt.Context().addMapKey('x'))),
      );
      await t.step('by the name of the index', () => found(filter.range(null, 1, 2), 'i'));
      await t.step('a fraction', () => found(filter.equal('i', 7.9)));
      await t.step('no index for it', () => codeOf(found(filter.equal('d', 1))));
      await t.step('no index of that name', () => codeOf(found(filter.equal(null, 1), 'nosuch')));
      await t.step('a range that is none', () => found(filter.range('i', 8, 5)));
      await t.step('select', async () => {
        const query = client.query('test', t.set, { select: ['i'], filters: [filter.equal('i', 3)] });
        return (await query.results()).map(({ bins, gen }) => [bins, gen]);
      });
      await t.step('nobins', async () => {
        const query = client.query('test', t.set, { nobins: true, filters: [filter.equal('i', 3)] });
        return (await query.results()).map(({ bins, gen }) => [bins, gen]);
      });
      await t.step('packed', async () => {
        const query = client.query('test', t.set, { select: ['l'], filters: [filter.equal('i', 3)] });
        return (await query.results({ deserialize: false })).map(({ bins }) => bins);
      });
      await t.step('short', async () => {
        const query = client.query('test', t.set, { filters: [filter.range('i', 0, 9)] });
        return keysOf(await query.results({ expectedDuration: A.policy.queryDuration.SHORT }));
      });
      for (const maxRecords of [3, 5]) {
        await t.step(`pages of ${maxRecords}`, async () => {
          const filters = [filter.range('i', 0, 9)];
          const query = client.query('test', t.set, { paginate: true, maxRecords, filters });
          const sizes = [];
          const keys = [];
          do {
            const page = await query.results();
            sizes.push(page.length);
            keys.push(...keysOf(page));
          } while (query.hasNextPage());
          return [sizes, keys.sort()];
        });
      }
      await t.step('an index that is there', () => indexed(t, 'createIntegerIndex', { bin: 'i' }));
      await t.step('a name that is taken', () =>
        client.createIntegerIndex({ ns: 'test', set: t.set, bin: 'other', index: nameOf(t, 'i') }),
      );
      await t.step('remove', async () => {
        for (const name of names) await client.indexRemove('test', name);
        await client.indexRemove('test', 'nosuchindex');
      });
      await t.step('after that', () => codeOf(found(filter.equal('i', 7))));
    },
  },
  {
    name: 'in the background',
    async run(t) {
      const { client, A } = t;
      const { incr, touch, write } = A.operations;
      await t.step('fill', () => fill(t, 6));
      await t.step('operate on a scan', async () => {
        const job = await client.scan('test', t.set).operate([write('bg', 1)]);
        await job.waitUntilDone(10);
        return [jobOf(job), (await job.info()).status];
      });
      await t.step('operate on a query', async () => {
        const job = await client.query('test', t.set).operate([incr('bg', 4)]);
        await job.waitUntilDone(10);
        return [jobOf(job), (await client.get(t.key('k001'))).bins.bg];
      });
      await t.step('a lifetime', async () => {
        const scan = client.scan('test', t.set, { ttl: 5000 });
        await (await scan.operate([touch()])).wait(10);
        const { ttl } = await client.get(t.key('k001'));
        return ttl > 4900 && ttl <= 5000;
      });
      await t.step('a number of its own', async () => {
        const id = 1 + Math.floor(Math.random() * 1e9);
        return (await client.scan('test', t.set).operate([write('x', 1)], null, id)).jobID === id;
      });
      await t.step('a read', () => client.scan('test', t.set).operate([A.operations.read('i')]));
      await t.step('an unknown set', async () =>
        jobOf(await client.scan('test', 'nosuchset').operate([write('x', 1)])),
      );
      await t.step('an unknown namespace', () => client.scan('nowhere', 'set').operate([write('x', 1)]));
      await t.step('a job that nobody knows', () => new A.Job(client, 17, 'scan').info());
    },
  },
  {
    name: 'truncate',
    // Times of day travel in requests.
    unrepeatable: true,
    async run(t) {
      const { client } = t;
      await t.step('fill', () => fill(t, 5));
      await t.step('a pause', () => new Promise((resolve) => setTimeout(resolve, 30)));
      await t.step('before a time that is past', async () => {
        await client.truncate('test', t.set, (Date.now() - 3_600_000) * 1e6);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return (await client.scan('test', t.set).results()).length;
      });
      await t.step('now', async () => {
        await client.truncate('test', t.set, 0);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return (await client.scan('test', t.set).results()).length;
      });
      await t.step('a time to come', () => client.truncate('test', t.set, (Date.now() + 3_600_000) * 1e6));
      await t.step('an unknown set', () => client.truncate('test', 'nosuchset', 0));
      await t.step('an unknown namespace', () => client.truncate('nowhere', 'set', 0));
    },
  },
];
