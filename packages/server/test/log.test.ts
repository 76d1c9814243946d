import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../src/log.ts';
import { connectRaw, infoFrame } from './helpers/raw-client.ts';
import { startServer } from './helpers/server.ts';

function logged(write: (log: Log) => void): string[] {
  const lines: string[] = [];
  write(new Log((level, message) => lines.push(`${level} ${message}`)));
  return lines;
}

test('whatever bytes a name holds, a message is one line of printable ASCII', () => {
  const raw = 'a\nb\r\x1b[2J\x00\x7f\x9b\u00e9\u2028\ud800\u{1f600}';
  assert.deepStrictEqual(
    logged((log) => log.warn(raw)),
    ['warn a\\x0ab\\x0d\\x1b[2J\\x00\\x7f\\x9b\\xe9\\u{2028}\\u{d800}\\u{1f600}'],
  );
});

test('a message is no longer than a screen, however long the name in it is', () => {
  const [line] = logged((log) => log.unsupported('x'.repeat(1_000_000)));
  assert.ok((line as string).length < 2100);
});

test('an unexpected failure is one line, and its stack is for those who ask for everything', () => {
  const lines = logged((log) => log.unexpected('A command', new TypeError('broken\n')));
  assert.strictEqual(lines[0], 'error A command failed unexpectedly: TypeError: broken\\x0a');
  assert.match(lines[1] as string, /^debug TypeError: broken\\x0a.*log\.test/);
});

test('an info command with raw bytes in its name is reported once, escaped', async (t) => {
  const { server, log } = await startServer(t);
  const client = await connectRaw(t, server.port);
  for (let i = 0; i < 2; i++) await client.exchange(infoFrame('ev\x1bil\x07\n'));
  assert.deepStrictEqual(log, ['warn Refused: the embedded server does not support the info command "ev\\x1bil\\x07"']);
});
