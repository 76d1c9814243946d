// A clustered HTTP server over a record per path, as the vendor's guide to node:cluster builds it: each worker has a
// client of its own, the cluster state is in shared memory. The client is a parameter: the vendor's, Tendril in its
// place, or none at all, in which case every answer is a constant.
import cluster from 'node:cluster';
import http from 'node:http';
import { createRequire } from 'node:module';
import { TENDRIL, VENDOR } from '../lib/paths.mjs';

const job = JSON.parse(process.env.BENCH_APP ?? process.argv[2]);
const NAMESPACE = 'test';
const SET = 'demo';
const CONSTANT = JSON.stringify({ x: 1234, y: 'abcd' });
const MAX_REPLACED = 10;

if (cluster.isPrimary) startPrimary();
else await startWorker();

function startPrimary() {
  let listening = 0;
  let died = 0;
  let isStopping = false;
  const fork = () => cluster.fork({ BENCH_APP: JSON.stringify(job) });
  cluster.on('listening', (_worker, { port }) => {
    if (++listening === job.workers) process.send({ type: 'listening', port, died });
  });
  cluster.on('exit', (_worker, code, signal) => {
    if (isStopping) return;
    died++;
    process.stderr.write(`worker ended: ${signal ?? code}\n`);
    if (died > MAX_REPLACED || listening >= job.workers) process.exit(1);
    fork();
  });
  process.on('disconnect', () => {
    isStopping = true;
    for (const worker of Object.values(cluster.workers)) worker.send('stop');
    cluster.on('exit', () => {
      if (Object.keys(cluster.workers).length === 0) process.exit(0);
    });
  });
  for (let i = 0; i < job.workers; i++) fork();
}

async function startWorker() {
  const serve = job.client === 'none' ? constantAnswers() : await recordAnswers();
  const server = http.createServer(serve.handle);
  server.listen(0, '127.0.0.1');
  process.on('message', () => {
    serve.close();
    process.exit(0);
  });
}

function constantAnswers() {
  return {
    close: () => {},
    handle: (request, response) => readBody(request, () => answer(response, 200, CONSTANT)),
  };
}

async function recordAnswers() {
  const Aerospike = createRequire(import.meta.url)(job.client === 'vendor' ? VENDOR : TENDRIL);
  const client = Aerospike.client({ hosts: job.hosts, sharedMemory: { key: job.sharedMemoryKey } });
  await client.connect();
  const { ERR_RECORD_NOT_FOUND } = Aerospike.status;

  const respond = (response) => (error, body) => {
    if (!error) answer(response, 200, JSON.stringify(body?.bins ?? body));
    else answer(response, error.code === ERR_RECORD_NOT_FOUND ? 404 : 500, JSON.stringify({ error: error.message }));
  };
  return {
    close: () => client.close(),
    handle(request, response) {
      const key = new Aerospike.Key(NAMESPACE, SET, decodeURIComponent(request.url.slice(1)));
      if (request.method === 'GET') client.get(key, respond(response));
      else readBody(request, (text) => client.put(key, JSON.parse(text), respond(response)));
    },
  };
}

function readBody(request, done) {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => done(text));
}

function answer(response, status, text) {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
