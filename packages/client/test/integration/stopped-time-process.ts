// A program whose time a test tool stops before the client is loaded, or as soon as it is. Reports what it has read.

import { mock } from 'node:test';
import { install } from '@sinonjs/fake-timers';

const STOPS: { readonly [how: string]: () => void } = {
  'node:test': () => mock.timers.enable(),
  'node:test, immediates': () => mock.timers.enable({ apis: ['setImmediate'] }),
  sinon: () => void install({ now: 0 }),
  'sinon, all': () => void install({ now: 0, toFake: ['setTimeout', 'setImmediate', 'Date', 'hrtime', 'nextTick'] }),
};

async function main([how, when, hosts]: string[]): Promise<void> {
  const stop = STOPS[how as string] as () => void;
  if (when === 'before') stop();
  const { connect, Key } = require('tendril') as typeof import('../../src/index.ts');
  if (when === 'after') stop();
  const client = await connect({ hosts: hosts as string });
  const key = new Key('test', 'stopped', `${how} ${when}`);
  await client.put(key, { n: 1 });
  const called = new Promise((resolve) => {
    client.get(key, (error, record) => resolve(error ?? record?.bins));
  });
  const missing = await client.get(new Key('test', 'stopped', 'none')).catch(({ code }: { code: number }) => code);
  const refused = await connect({ hosts: '127.0.0.1:1' }).catch(({ code }: { code: number }) => code);
  process.send?.([await called, missing, refused]);
  client.close();
  process.disconnect?.();
}

void main(process.argv.slice(2));
