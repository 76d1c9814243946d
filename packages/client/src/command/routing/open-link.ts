// The link of real clients, loaded when the first of them connects: a program that only makes keys, policies or a client,
// as a command line or most tests do, is spared the larger half of this package, sockets included.

// Takes the timers of the machine now, before a test may have replaced them.
import '../../time/system-clock.ts';
import type { LinkFactory } from './cluster-link.ts';

export const openLink: LinkFactory = (options, listener) => {
  const { openLink: open } = require('./network-link.js') as typeof import('./network-link.ts');
  return open(options, listener);
};
