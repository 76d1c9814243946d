// A web server on every core over one database: four worker processes share a port, each has its own client, and one of
// them tends the cluster for all through shared memory. Written against `aerospike`, which is Tendril here.
//
//   PORT=8000 AEROSPIKE_HOSTS=127.0.0.1:3000 NODE_DEBUG=server node cluster.cjs
//
// GET /<key> returns the bins of record <key> in namespace test, set demo; POST /<key> with a JSON object writes them.
const cluster = require('node:cluster');
const http = require('node:http');
const debug = require('node:util').debuglog('server');
const Aerospike = require('aerospike');

const WORKERS = 4;
const PORT = Number(process.env.PORT ?? 8000);
const MAX_BODY_BYTES = 1024 * 1024;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'];

if (cluster.isPrimary) supervise();
else serve();

function supervise() {
  let listening = 0;
  let stopping = false;
  const stop = () => {
    stopping = true;
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGINT');
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);

  cluster.on('listening', (_worker, address) => {
    listening += 1;
    if (listening === WORKERS) console.log(`${WORKERS} workers at http://127.0.0.1:${address.port}`);
  });
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) return;
    console.error(`worker ${worker.id} ended with ${signal ?? `code ${code}`}`);
    process.exitCode = 1;
    stop();
  });
  for (let count = 0; count < WORKERS; count += 1) cluster.fork();
}

async function serve() {
  const { id } = cluster.worker;
  // All clients with this key, this cluster and this user share one tend.
  const client = Aerospike.client({ sharedMemory: { key: 0xa5000000 } });
  const server = http.createServer((request, response) => {
    const [pathname] = request.url.split('?');
    debug('incoming %s request for %s on worker %d', request.method, pathname, id);
    handle(client, request, pathname).then(
      (body) => send(response, 200, body),
      (error) => send(response, statusOf(error), { error: error.message }),
    );
  });

  debug('worker %d starting', id);
  let stopping = false;
  const stop = () => {
    // Ctrl+C reaches this process directly and by way of the primary.
    if (stopping) return;
    stopping = true;
    debug('worker %d exiting', id);
    server.close();
    server.closeIdleConnections();
    client.close();
    process.exit();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);

  try {
    await client.connect();
  } catch (error) {
    console.error(`worker ${id} cannot connect: ${error.message} (start one with: npx tendril-server --port 3000)`);
    process.exit(1);
  }
  server.on('error', (error) => {
    console.error(`worker ${id}: ${error.message}`);
    process.exit(1);
  });
  server.listen(PORT, '127.0.0.1');
}

async function handle(client, request, pathname) {
  const name = decodeKey(pathname.slice(1));
  if (name === '') throw new BadRequest('The path must name a record: /<key>');
  const key = new Aerospike.Key('test', 'demo', name);
  if (request.method === 'GET') return (await client.get(key)).bins;
  if (request.method === 'POST') return client.put(key, await readBins(request));
  throw new BadRequest('Only GET and POST are served');
}

async function readBins(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new BadRequest(`The body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new BadRequest(error.message);
  }
}

function decodeKey(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new BadRequest(error.message);
  }
}

class BadRequest extends Error {}

function statusOf(error) {
  if (error instanceof BadRequest || error.code === Aerospike.status.ERR_PARAM) return 400;
  return error.code === Aerospike.status.ERR_RECORD_NOT_FOUND ? 404 : 500;
}

function send(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body, bigIntAsText));
}

// Integers beyond 2^53 arrive as BigInt, which JSON.stringify refuses.
function bigIntAsText(_name, value) {
  return typeof value === 'bigint' ? value.toString() : value;
}
