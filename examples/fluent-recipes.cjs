// The recipes of recipes/: each done with the fluent layer and with the client alone, which must come to the same.
const { deepStrictEqual } = require('node:assert/strict');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const { connect } = require('tendril');
const { fluent } = require('tendril/fluent');

async function main() {
  const client = await connect({ hosts: process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000' });
  const db = fluent(client);
  for (const file of readdirSync(join(__dirname, 'recipes'))) {
    const recipe = require(`./recipes/${file}`);
    const outcomes = [];
    for (const way of ['fluent', 'plain']) {
      await client.truncate(recipe.namespace, recipe.set, null);
      await recipe.prepare?.(db);
      outcomes.push(await recipe[way](way === 'fluent' ? db : client));
    }
    deepStrictEqual(outcomes[0], outcomes[1], file);
    console.log(file, outcomes[0] ?? '');
  }
  client.close();
}

main();
