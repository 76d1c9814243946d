import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { EmbeddedServer } from 'tendril-server';
import { connect } from '../../../src/api/aerospike.ts';
import { Key } from '../../../src/model/key.ts';
import { TendrilInstrumentation } from '../../../src/observe/opentelemetry/index.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();

async function traced(t: TestContext, config = {}) {
  const server = await EmbeddedServer.start();
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  const instrumentation = new TendrilInstrumentation(config);
  t.after(() => instrumentation.disable());
  exporter.reset();
  const [, port] = server.hosts.split(':');
  return { client, instrumentation, port: Number(port), spans: (): ReadableSpan[] => exporter.getFinishedSpans() };
}

const key = new Key('test', 'demo', 'span');

test('a command is a span of the one around it, with the attributes of the conventions', async (t) => {
  const { client, port, spans } = await traced(t);
  const tracer = trace.getTracer('test');
  await tracer.startActiveSpan('request', async (request) => {
    await client.put(key, { a: 1 });
    request.end();
  });
  const [put, request] = spans();
  deepStrictEqual([put?.name, request?.name], ['put demo', 'request']);
  strictEqual(put?.parentSpanContext?.spanId, request?.spanContext().spanId);
  deepStrictEqual(put?.attributes, {
    'db.system.name': 'aerospike',
    'db.operation.name': 'put',
    'db.namespace': 'test',
    'db.collection.name': 'demo',
    'tendril.attempts': 1,
    'server.address': '127.0.0.1',
    'server.port': port,
  });
  strictEqual(put?.status.code, SpanStatusCode.UNSET);
});

test('a refusal is an error of its kind; a record that is not there is none', async (t) => {
  const { client, spans } = await traced(t);
  await client.put(key, { a: 1 });
  await rejects(client.put(key, { a: 1 }, {}, { exists: 1 }));
  await rejects(client.get(new Key('test', 'demo', 'nothing')));
  const [, refused, absent] = spans();
  deepStrictEqual(
    [refused?.status.code, refused?.attributes['error.type']],
    [SpanStatusCode.ERROR, 'ERR_RECORD_EXISTS'],
  );
  strictEqual(refused?.attributes['db.response.status_code'], '5');
  deepStrictEqual([absent?.status.code, absent?.attributes['db.response.status_code']], [SpanStatusCode.UNSET, '2']);
});

test('a batch and a query are one span each', async (t) => {
  const { client, spans } = await traced(t);
  await client.batchRead([1, 2, 3].map((n) => ({ key: new Key('test', 'demo', n), readAllBins: true })));
  await client.query('test', 'demo').results();
  deepStrictEqual(
    spans().map(({ name, attributes }) => [name, attributes['db.operation.batch.size'], attributes['db.namespace']]),
    [
      ['batchRead demo', 3, 'test'],
      ['query', undefined, 'test'],
    ],
  );
});

test('commands without a parent can be left out, and all of them', async (t) => {
  const { client, instrumentation, spans } = await traced(t, { requireParentSpan: true });
  await client.exists(key);
  strictEqual(spans().length, 0);
  const parent = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 });
  await context.with(trace.setSpan(context.active(), parent), () => client.exists(key));
  strictEqual(spans()[0]?.spanContext().traceId, '1'.repeat(32));
  instrumentation.disable();
  instrumentation.setConfig({});
  await client.exists(key);
  strictEqual(spans().length, 1);
});
