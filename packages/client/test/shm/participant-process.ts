// A participant in its own process, ordered about and reporting through the parent's channel.

import { type SegmentEnvironment, systemEnvironment } from '../../src/shm/environment.ts';
import { Segment } from '../../src/shm/segment.ts';
import type { ChildOptions, Order, Report } from './helpers.ts';

let segment: Segment | undefined;
let isDoomed = false;

/** A doomed process is killed when it has written its next file, and before it does anything with it. */
function mortal(environment: SegmentEnvironment): SegmentEnvironment {
  const closeSync = (fd: number): void => {
    environment.fs.closeSync(fd);
    if (isDoomed) process.kill(process.pid, 'SIGKILL');
  };
  return { ...environment, fs: { ...environment.fs, closeSync } };
}

function report(event: Report['event'], detail?: string | boolean): void {
  const snapshot = segment?.read();
  process.send?.({
    event,
    role: segment?.role ?? 'detached',
    epoch: segment?.epoch ?? 0,
    generation: snapshot?.generation ?? 0,
    ownerPid: snapshot?.ownerPid ?? 0,
    body: snapshot === undefined ? undefined : Buffer.from(snapshot.body).toString(),
    ...(detail === undefined ? {} : { detail }),
  } satisfies Report);
}

function publish(body: string): void {
  try {
    report('published', segment?.publish(Buffer.from(body)) ?? false);
  } catch (error) {
    report('error', String(error));
  }
}

function attach(options: ChildOptions): void {
  segment = Segment.attach(
    {
      ...options,
      onChange: () => report('change'),
      onRoleChange: (_role, reason) => report('role', reason),
      onWarning: (message) => report('error', message),
    },
    mortal(systemEnvironment()),
  );
  report('attached');
}

systemEnvironment(); // loads what attaching needs
process.on('message', (order: Order) => {
  if (order.do === 'attach') attach(order.options);
  if (order.do === 'publish') publish(order.body);
  if (order.do === 'die publishing') {
    isDoomed = true;
    publish(order.body);
  }
  if (order.do === 'report') report('change');
  if (order.do === 'exit') process.exit(0);
  if (order.do === 'close') {
    segment?.close();
    report('closed');
    process.disconnect();
  }
});
process.on('disconnect', () => process.exit(0));
// A tend that always makes progress.
setInterval(() => segment?.noteProgress(), 100).unref();
