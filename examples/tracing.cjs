// A trace through the gateway and its client: the span of an HTTP request, and below it that of the command in the
// database. This file is the program, and what the processes of the gateway load before anything else; see the end.
const { context, propagation, ROOT_CONTEXT, SpanKind, trace } = require('@opentelemetry/api');
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');

/** In each process of the gateway. `@opentelemetry/instrumentation-http` does what the second half does, and more. */
function instrument() {
  const { TendrilInstrumentation } = require('tendril/opentelemetry');
  const exporter = {
    export(spans, done) {
      for (const span of spans) {
        const { traceId, spanId } = span.spanContext();
        const { name, parentSpanContext: parent } = span;
        console.error(JSON.stringify({ span: { name, traceId, spanId, parent: parent?.spanId } }));
      }
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  new TendrilInstrumentation({ requireParentSpan: true });

  const { Server } = require('node:http');
  const { emit } = Server.prototype;
  Server.prototype.emit = function traced(event, ...args) {
    if (event !== 'request') return emit.call(this, event, ...args);
    const [request, response] = args;
    const caller = propagation.extract(ROOT_CONTEXT, request.headers);
    const span = trace.getTracer('example').startSpan(request.method, { kind: SpanKind.SERVER }, caller);
    response.once('close', () => span.end());
    return context.with(trace.setSpan(caller, span), () => emit.call(this, event, ...args));
  };
}

async function main() {
  const { spawn } = require('node:child_process');
  const { createInterface } = require('node:readline');
  const bin = require.resolve('tendril-gateway/package.json').replace(/package\.json$/, 'bin/tendril-gateway.js');
  const hosts = process.env.AEROSPIKE_HOSTS ?? '127.0.0.1:3000';
  const gateway = spawn(process.execPath, [bin, '--hosts', hosts, '--port', '0', '--workers', '1'], {
    env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(__filename)}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const caller = 'b7ad6b7169203331';
  createInterface({ input: gateway.stdout }).on('line', async (line) => {
    const [, url] = /^Tendril gateway at (\S+)/.exec(line) ?? [];
    if (url === undefined) return;
    // Some program that is traced sends a request.
    const headers = { traceparent: `00-${traceId}-${caller}-01` };
    await fetch(`${url}/traced`, { method: 'PUT', body: '{"x": 1}', headers });
  });

  const spans = new Map();
  for await (const line of createInterface({ input: gateway.stderr })) {
    if (!line.startsWith('{"span"')) continue;
    const { span } = JSON.parse(line);
    spans.set(span.name === 'PUT' ? 'request' : 'command', span);
    if (spans.size === 2) gateway.kill();
  }
  const { request, command } = Object.fromEntries(spans);
  console.log(request.traceId === traceId, request.parent === caller); // true true
  console.log(command.name, command.traceId === traceId, command.parent === request.spanId); // put demo true true
}

if (require.main === module) main();
else instrument();
