// Sockets under a test that has stopped time. Those of Node.js put off part of their work by `process.nextTick`, which
// such a test replaces: nothing would ever be connected or sent. Without one this costs a comparison for each connection.

import type net from 'node:net';
import { inRealTime, isTimeStopped } from '../time/system-clock.ts';

/** What puts work off, of all that is called on a socket here. */
const METHODS = ['on', 'write', 'end', 'destroy', 'resume', 'pause'] as const;

/** The socket that `connect` makes, which goes on while time stands still. */
export function socketInRealTime(connect: () => net.Socket): net.Socket {
  if (!isTimeStopped()) return connect();
  const socket = inRealTime(connect);
  for (const name of METHODS) {
    const method = socket[name] as (...args: unknown[]) => unknown;
    Object.assign(socket, { [name]: (...args: unknown[]) => inRealTime(() => method.apply(socket, args)) });
  }
  return socket;
}
