// Runs the cases of one file against a module: node <file> <module> <hosts>. Prints a line per case.
const { deepStrictEqual } = require('node:assert/strict');

const { setTimeout, clearTimeout } = globalThis;
const LIMIT_MS = 5_000;

async function run(cases, load = (path) => require(path)) {
  const [, , path, hosts] = process.argv;
  for (const [name, test] of Object.entries(cases)) {
    let outcome = 'ok';
    try {
      const limit = new Promise((_, reject) => setTimeout(() => reject(new Error('timed out')), LIMIT_MS).unref());
      const alive = setTimeout(() => {}, LIMIT_MS * 2);
      await Promise.race([test(load(path), { hosts, path, equal: deepStrictEqual }), limit]);
      clearTimeout(alive);
    } catch (error) {
      outcome = String(error?.message ?? error).split('\n', 1)[0];
    }
    console.log(JSON.stringify([name, outcome]));
  }
  process.exit(0);
}

module.exports = { run };
