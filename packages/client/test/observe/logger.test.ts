import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { log } from '../../src/model/constants.ts';
import { Logger, type LogSink } from '../../src/observe/logger.ts';

/** Remembers lines; its methods need it as `this`, as those of pino do. */
class Sink implements LogSink {
  readonly lines: string[] = [];

  error(message: string): void {
    this.lines.push(`error ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }
}

function sayAll(logger: Logger): void {
  logger.error('a');
  logger.warn('b');
  logger.info('c');
  logger.debug('d');
}

test('the logger of an application gets every line by its method, unless a level says less', () => {
  const sink = new Sink();
  const logger = new Logger({ logger: sink });
  sayAll(logger);
  deepStrictEqual(sink.lines, ['error a', 'warn b', 'info c', 'debug d']);
  logger.update({ level: log.WARN });
  sayAll(logger);
  deepStrictEqual(sink.lines.slice(4), ['error a', 'warn b']);
  logger.update({ level: log.OFF });
  sayAll(logger);
  strictEqual(sink.lines.length, 6);
});

test('a logger that throws loses the line and nothing else', () => {
  const sink = new Sink();
  sink.warn = () => {
    throw new Error('full');
  };
  sayAll(new Logger({ logger: sink }));
  deepStrictEqual(sink.lines, ['error a', 'info c', 'debug d']);
});

test('a logger without one of the methods is refused with their names', () => {
  const expected = { name: 'TypeError', message: /log\.logger has no warn, debug; it needs the functions error, warn/ };
  throws(() => new Logger({ logger: { error() {}, info() {} } as unknown as LogSink }), expected);
  throws(() => new Logger().update({ logger: 7 as unknown as LogSink }), TypeError);
});

test('null gives the lines to the file again', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-log-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log');
  const sink = new Sink();
  const logger = new Logger({ logger: sink, file: openSync(path, 'w') });
  logger.update({ logger: null });
  logger.error('to the file');
  logger.info('below the level');
  const written = (): string => readFileSync(path, 'utf8');
  return new Promise<void>((resolve) => {
    const look = (): void => {
      if (written() === '') setImmediate(look);
      else resolve();
    };
    look();
  }).then(() => {
    strictEqual(/^\S+ ERROR tendril\[\d+\] to the file\n$/.test(written()), true);
    deepStrictEqual(sink.lines, []);
  });
});
