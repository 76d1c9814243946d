// Modules in Lua that programs call: registered once for a server, past the client, because the vendor's sends no long info
// requests.
import { converse, info } from '../../lib/raw.mjs';

const registered = new WeakMap();

/** The modules by name; resolves when the server has them all. */
export function haveModules(t, modules) {
  const own = registered.get(t.client) ?? new Map();
  registered.set(t.client, own);
  return Promise.all(
    Object.entries(modules).map(([name, source]) => {
      if (!own.has(name)) own.set(name, register(t, name, source));
      return own.get(name);
    }),
  );
}

async function register({ client, hosts }, name, source) {
  const [host, port] = hosts.split(':');
  const content = Buffer.from(source).toString('base64');
  const command = `udf-put:filename=${name}.lua;content=${content};content-len=${content.length};udf-type=LUA;\n`;
  await converse({ host, port: Number(port) }, [info(command)]);
  for (let i = 0; i < 200; i += 1) {
    if ((await client.infoAny('udf-list')).includes(`${name}.lua`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${hosts} does not have the module ${name}`);
}

/** Nothing of them stays on a server that lives on. */
export async function removeModules({ client }) {
  for (const name of registered.get(client)?.keys() ?? []) await client.infoAny(`udf-remove:filename=${name}.lua`);
}
