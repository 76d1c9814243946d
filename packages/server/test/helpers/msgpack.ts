// The few forms of msgpack that error details have, read here and not by the codec that the server uses.

import { bytes } from './raw-client.ts';

/** A number, a text, a list or a Map, which must be all that there is. */
export function unpackValue(hex: string): unknown {
  const buffer = bytes(hex);
  let at = 0;
  const take = (size: number): number => {
    at += size;
    return buffer.readUIntBE(at - size, size);
  };
  const text = (size: number): string => {
    at += size;
    return buffer.toString('utf8', at - size, at);
  };
  const next = (): unknown => {
    const head = take(1);
    if (head < 0x80) return head;
    if (head < 0x90) return new Map(Array.from({ length: head & 0x0f }, () => [next(), next()]));
    if (head < 0xa0) return Array.from({ length: head & 0x0f }, next);
    if (head < 0xc0) return text(head & 0x1f);
    if (head === 0xdc) return Array.from({ length: take(2) }, next);
    if (head === 0xcc || head === 0xcd || head === 0xce) return take(1 << (head - 0xcc));
    if (head === 0xd9 || head === 0xda) return text(take(head - 0xd8));
    throw new Error(`${head.toString(16)} is none of the forms that are expected`);
  };
  const value = next();
  if (at !== buffer.length) throw new Error('bytes follow the value');
  return value;
}
