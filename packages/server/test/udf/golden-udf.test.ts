// Modules of Lua code, commands that call their functions, and what a real Community Edition server (8.1.2.0) answered,
// in order: every function that scripts can call, with sense and with nonsense, and what becomes of the record.
// GeoJSON is compared without its cells, which this server does not compute.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytes, connectRaw } from '../helpers/raw-client.ts';
import { parseReply } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';
import { putModule } from '../helpers/udf.ts';

interface Recorded {
  readonly modules: Readonly<Record<string, string>>;
  /** What, request, result code, generation, whether it expires, and type, name and value of the bins. */
  readonly exchanges: readonly [string, string, number, number, number, [number, string, string][]][];
}

const STRING = 3;
const GEOJSON = 23;
/** The time that a request leaves its function, in ms, and where a message says so: a busy machine must not use it up. */
const TIMEOUT = '0000ea60';
const TIMEOUT_AT = 2 * 14;
const HEADER = '0203';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, '../../../test/fixtures', name), 'utf8'));
}

function shown(type: number, hex: string): string {
  const value = bytes(hex);
  if (type === GEOJSON) return value.toString('latin1', 3 + 8 * value.readUInt16BE(1));
  return type === STRING ? value.toString('latin1') : hex;
}

test('answers recorded calls of functions as the real server did', async (t) => {
  const { modules, exchanges } = fixture('golden-udf.json') as Recorded;
  assert.ok(exchanges.length > 750);
  const { client } = await startServer(t);
  for (const [file, source] of Object.entries(modules)) assert.strictEqual(await putModule(client, file, source), 'ok');
  for (const [what, request, resultCode, generation, expires, ops] of exchanges) {
    const size = (request.length / 2).toString(16).padStart(12, '0');
    const patient = `${request.slice(0, TIMEOUT_AT)}${TIMEOUT}${request.slice(TIMEOUT_AT + TIMEOUT.length)}`;
    const reply = parseReply(await client.exchange(`${HEADER}${size}${patient}`));
    const got = [
      reply.resultCode,
      reply.generation,
      reply.voidTime === 0 ? 0 : 1,
      reply.ops.map(({ type, name, value }) => [type, name, shown(type, value)]),
    ];
    assert.deepStrictEqual(got, [resultCode, generation, expires, ops], `${what}: ${request}`);
  }
});

test('answers recorded info commands on modules as the real server did', async (t) => {
  const { server } = await startServer(t);
  const client = await connectRaw(t, server.port);
  for (const [command, value] of fixture('golden-udf-info.json') as [string, string][]) {
    assert.strictEqual(await client.info(command), value, command);
  }
});
