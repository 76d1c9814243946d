// Scans: streams, results, pages, partitions, policies, and what becomes of impossible ones.

/** Records in an order that no server promises, and lifetimes that pass. */
const sorted = (records) => [...records].sort((a, b) => (String(a.key.key) < String(b.key.key) ? -1 : 1));
const keysOf = (records) => records.map(({ key }) => String(key.key)).sort();

/** All events of a stream, the records by their keys. */
function events(stream) {
  return new Promise((resolve) => {
    const seen = [];
    const keys = [];
    const end = (name, value) => {
      if (name !== 'data') seen.push([name, value]);
      setTimeout(() => resolve({ seen, keys: keys.sort() }), 30);
    };
    stream.on('data', (record) => keys.push(String(record.key.key)));
    stream.on('error', (error) => end('error', { code: error.code, isError: error instanceof Error }));
    stream.on('end', (state) => end('end', state === undefined ? 'no state' : 'state'));
  });
}

async function fill(t, count = 20) {
  const { client, A } = t;
  const policy = new A.WritePolicy({ key: A.policy.key.SEND });
  for (let i = 0; i < count; i += 1) {
    await client.put(
      t.key(`k${String(i).padStart(3, '0')}`),
      { i, s: `s${i % 3}`, l: [i, 'x'], d: i + 0.5 },
      {},
      policy,
    );
  }
}

export const scans = [
  {
    name: 'records',
    async run(t) {
      const { client, A } = t;
      await t.step('fill', () => fill(t, 5));
      await t.step('fields', () => {
        const { client: _, ...fields } = client.scan('test', t.set, { select: ['i'], concurrent: true });
        return fields;
      });
      await t.step('results', async () => sorted(await client.scan('test', t.set).results()));
      await t.step('select', async () => sorted(await client.scan('test', t.set, { select: ['i', 'zz'] }).results()));
      await t.step('no bin', async () => client.scan('test', t.set, { select: ['zz'] }).results());
      await t.step('nobins', async () => sorted(await client.scan('test', t.set, { nobins: true }).results()));
      await t.step('an unknown set', () => client.scan('test', 'nosuchset').results());
      await t.step('an unknown namespace', () => client.scan('nowhere', 'set').results());
      await t.step('a rate', async () =>
        keysOf(await client.scan('test', t.set).results(new A.ScanPolicy({ recordsPerSecond: 5000 }))),
      );
      // The vendor gives fewer where a node has less than its share.
      await t.step('a limit', async () => {
        const { length } = await client.scan('test', t.set).results({ maxRecords: 3 });
        return length > 0 && length <= 3;
      });
      await t.step('time limits', async () =>
        keysOf(await client.scan('test', t.set).results({ totalTimeout: 5000, socketTimeout: 2000 })),
      );
      await t.step('one after the other', async () =>
        keysOf(await client.scan('test', t.set, { concurrent: false }).results()),
      );
      await t.step('without a user key', async () => {
        await client.put(t.key('k000'), { i: 1 }, {}, { exists: A.policy.exists.REPLACE, key: A.policy.key.DIGEST });
        const records = await client.scan('test', t.set).results();
        return records.find(({ bins }) => bins.i === 1 && bins.s === undefined);
      });
    },
  },
  {
    name: 'events',
    async run(t) {
      const { client } = t;
      await t.step('fill', () => fill(t));
      await t.step('all', () => events(client.scan('test', t.set).foreach()));
      await t.step(
        'listeners as arguments',
        () =>
          new Promise((resolve) => {
            let count = 0;
            client.scan('test', t.set).foreach(
              null,
              () => {
                count += 1;
              },
              null,
              (...args) => resolve([count, args]),
            );
          }),
      );
      await t.step('an error', () => events(client.scan('nowhere', 'set').foreach()));
      await t.step(
        'abort',
        () =>
          new Promise((resolve) => {
            const stream = client.scan('test', t.set).foreach();
            let count = 0;
            let ends = 0;
            stream.on('data', () => {
              count += 1;
              if (count === 3) {
                stream.abort();
                stream.abort();
              }
            });
            stream.on('end', (...args) => {
              ends += 1;
              setTimeout(() => resolve([count, ends, args, stream.aborted]), 50);
            });
          }),
      );
      await t.step('a stream', async () => {
        const stream = client.scan('test', t.set).foreach();
        const { readable, writable, aborted, job } = stream;
        await events(stream);
        return { readable, writable, aborted, module: job.module, id: typeof job.jobID };
      });
    },
  },
  {
    name: 'pages',
    async run(t) {
      const { client } = t;
      await t.step('fill', () => fill(t));
      for (const maxRecords of [5, 7, 20, 30]) {
        await t.step(`pages of ${maxRecords}`, async () => {
          const scan = client.scan('test', t.set, { paginate: true });
          const sizes = [];
          const keys = [];
          do {
            const page = await scan.results({ maxRecords });
            sizes.push(page.length);
            keys.push(...keysOf(page));
          } while (scan.hasNextPage());
          return [sizes, keys.sort()];
        });
      }
      await t.step('the end of a page', async () => {
        const { seen, keys } = await events(client.scan('test', t.set, { paginate: true }).foreach({ maxRecords: 4 }));
        return [seen, keys.length];
      });
      await t.step('halves', async () => {
        const counts = [];
        for (const [begin, count] of [
          [0, 2048],
          [2048, 2048],
          [0, 4096],
        ]) {
          const scan = client.scan('test', t.set);
          scan.partitions(begin, count);
          counts.push((await scan.results()).length);
        }
        return [counts[0] + counts[1], counts[2]];
      });
    },
  },
];
