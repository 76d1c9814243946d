// Whether an address that is listened on is reached from this machine only.
import { isIPv4 } from 'node:net';

/** A name such as 127.example.com is none: whoever owns it says where it leads. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
