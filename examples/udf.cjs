// A user-defined function: a module of Lua code is registered, its functions are called on records, alone and in a batch.
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const Aerospike = require('tendril');

const { Key, status } = Aerospike;

const MODULE = `
function add(rec, bin, amount)
  if math.type(amount) ~= 'integer' then error('an amount is a whole number') end
  rec[bin] = (rec[bin] or 0) + amount
  if aerospike:exists(rec) then aerospike:update(rec) else aerospike:create(rec) end
  return rec[bin]
end

function longest(rec, bin)
  local found = ''
  for word in list.iterator(rec[bin]) do
    if #word > #found then found = word end
  end
  return map { word = found, letters = #found }
end
`;

async function main() {
  const client = await Aerospike.connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const folder = mkdtempSync(join(tmpdir(), 'udf-'));
  const file = join(folder, 'example_counters.lua');
  writeFileSync(file, MODULE);

  const registering = await client.udfRegister(file);
  await registering.wait(10);

  const key = new Key('test', 'demo', 'udf');
  const add = (amount) => ({ module: 'example_counters', funcname: 'add', args: ['n', amount] });
  console.log(await client.apply(key, add(2)), await client.apply(key, add(40))); // 2 42

  await client.put(key, { words: ['a', 'user', 'defined', 'function'] });
  console.log(await client.apply(key, { module: 'example_counters', funcname: 'longest', args: ['words'] }));

  // What a function throws fails the command, and nothing of what it did is stored.
  try {
    await client.apply(key, add(0.5));
  } catch (error) {
    console.log(error.code === status.ERR_UDF, error.message);
  }

  const keys = ['a', 'b', 'c'].map((name) => new Key('test', 'demo', `udf-${name}`));
  const results = await client.batchApply(keys, add(1));
  console.log(results.map(({ record }) => record.bins.SUCCESS));

  await client.batchRemove([key, ...keys]);
  const removing = await client.udfRemove('example_counters.lua');
  await removing.wait(10);
  rmSync(folder, { recursive: true });
  client.close();
}

main();
