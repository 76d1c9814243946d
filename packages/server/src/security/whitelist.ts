// The addresses from which the users of a role may come: single ones, and networks in CIDR notation. What is in a
// network is decided by Node.js.

import { BlockList, isIP } from 'node:net';

/** Addresses of one role. */
const MAX_ADDRESSES = 255;

/** An address of IPv4 that came over a socket of IPv6. */
const MAPPED = '::ffff:';

/** Undefined when one of them is no address and no network. */
export function parseWhitelist(addresses: readonly string[]): BlockList | undefined {
  if (addresses.length > MAX_ADDRESSES) return undefined;
  const list = new BlockList();
  for (const text of addresses) {
    const slash = text.indexOf('/');
    const address = slash === -1 ? text : text.slice(0, slash);
    const version = isIP(address);
    if (version === 0) return undefined;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (slash === -1) list.addAddress(address, family);
    else {
      const bits = text.slice(slash + 1);
      if (!/^\d{1,3}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
      list.addSubnet(address, Number(bits), family);
    }
  }
  return list;
}

export function isListed(list: BlockList, address: string): boolean {
  const plain = address.toLowerCase().startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}
