// What a runtime must be able to do: run the embedded server, put, get, operate and remove records, and share the
// cluster's state with a second process, which tends nothing and works all the same. Prints a line of JSON and ends by
// itself; `SMOKE_CHILD` makes it the second process. Works with `require` and with `import`.
const { deepStrictEqual, strictEqual } = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const Aerospike = require('tendril');

const key = new Aerospike.Key('test', 'smoke', 1);

async function parent() {
  const { EmbeddedServer } = require('tendril-server');
  const server = await EmbeddedServer.start({ port: 0, nodes: 2 });
  const config = { hosts: server.hosts, sharedMemory: { key: 0x5a000000 + (process.pid & 0xffffff) } };
  const client = await Aerospike.connect(config);
  try {
    const bins = {
      text: 'as it is',
      count: 1,
      big: 2n ** 60n,
      list: [1, 'two', { three: 3 }],
      bytes: Buffer.from([1, 2, 255]),
    };
    await client.put(key, bins);
    deepStrictEqual((await client.get(key)).bins, bins);
    const { operations } = Aerospike;
    const { bins: after } = await client.operate(key, [operations.incr('count', 41), operations.read('count')]);
    strictEqual(after.count, 42);
    await new Promise((resolve, reject) =>
      client.exists(key, (error, found) => (error ? reject(error) : resolve(found))),
    );
    const child = await second(config);
    await client.remove(key);
    strictEqual(await client.exists(key), false);
    const imported = await import('tendril');
    strictEqual(imported.Key, Aerospike.Key);
    strictEqual(imported.default.Client, Aerospike.Client);
    const own = client.stats().cluster.role;
    console.log(JSON.stringify({ roles: [own, child.role] }));
  } finally {
    client.close();
    await server.stop();
  }
}

/** Runs the other process; gives what it reports. */
async function second(config) {
  const [command, ...args] = JSON.parse(process.env.SMOKE_COMMAND);
  const child = spawn(command, args, {
    env: { ...process.env, SMOKE_CHILD: JSON.stringify(config) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  strictEqual(code, 0, `the second process ended with code ${code}`);
  return JSON.parse(output);
}

async function child(config) {
  const client = await Aerospike.connect(config);
  try {
    const { bins } = await client.get(key);
    strictEqual(bins.count, 42);
    console.log(JSON.stringify({ role: client.stats().cluster.role }));
  } finally {
    client.close();
  }
}

const run = process.env.SMOKE_CHILD ? child(JSON.parse(process.env.SMOKE_CHILD)) : parent();
run.catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
