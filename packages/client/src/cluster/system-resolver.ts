// Names to addresses by the operating system, IPv4 first as the vendor's client tries them.

import { lookup } from 'node:dns/promises';
import type { Resolver } from './info-channel.ts';

export const systemResolver: Resolver = async (host) => {
  const found = await lookup(host, { all: true, order: 'ipv4first' });
  return found.map((entry) => entry.address);
};
