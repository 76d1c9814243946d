// TLS with both ends checked: the server shows a certificate for its TLS name, and takes only clients that show one of
// their authority. The embedded server plays the cluster; with a cluster of yours only the configuration of the client
// stays, with `cafile`, `certfile` and `keyfile` in the place of texts.
const Aerospike = require('aerospike');
const { EmbeddedServer, TestAuthority } = require('tendril-server');

async function main() {
  const servers = new TestAuthority('Servers');
  const clients = new TestAuthority('Clients');
  const server = await EmbeddedServer.start({
    nodes: 3,
    tls: { ...servers.issue({ names: ['db.example'] }), ca: clients.certificate, only: true },
  });

  const app = clients.issue({ names: [], commonName: 'app', password: 'open sesame' });
  const client = await Aerospike.connect({
    hosts: server.tlsHosts,
    tls: {
      castring: servers.certificate,
      certstring: app.cert,
      keystring: app.key,
      keyfilePassword: 'open sesame',
    },
  });
  const key = new Aerospike.Key('test', 'demo', 'tls');
  await client.put(key, { safe: true });
  console.log((await client.get(key)).bins, `by ${server.tlsHosts}`);
  client.close();

  try {
    await Aerospike.connect({ hosts: server.tlsHosts, tls: { castring: servers.certificate } });
  } catch (error) {
    console.log(`Without a certificate: ${error.message}`);
  }
  await server.stop();
}

main();
