// A supervisor of two workers that listen, as its parts see it: what workers say, what they are told, how they end.

import { FakeClock } from 'tendril-testing/fake-clock';
import type { FromWorker, ToWorker } from '../../src/process/messages.ts';
import { type Fork, Supervisor } from '../../src/process/supervisor.ts';

export function twoWorkers(attach: (supervisor: Supervisor, timers: FakeClock) => void) {
  const timers = new FakeClock();
  const says: ((message: FromWorker) => void)[] = [];
  const ends: ((reason: string) => void)[] = [];
  const told: [number, ToWorker][] = [];
  const fork: Fork = (slot, { onMessage, onExit }) => {
    says.push(onMessage);
    ends.push(onExit);
    return { pid: 100 + slot, shutdown: () => {}, tell: (message) => told.push([slot, message]), kill: () => {} };
  };
  const supervisor = new Supervisor(2, fork, timers);
  attach(supervisor, timers);
  supervisor.start();
  for (const say of says) say({ type: 'listening' });
  return { timers, says, ends, told };
}
