// Mappings in worker threads. A thread that is terminated runs none of its code any more and cannot unmap what it has
// mapped, so the threads of a process share one mapping of a file, which stays: the next thread finds it among the
// process's own mappings instead of adding another one. Only mappings made for that are found, by their length: that of
// the main thread goes away when it unmaps it. Where the system has no list of mappings every thread has its own.

import { fstatSync, readFileSync } from 'node:fs';

/** One page longer than anything else that is mapped of a file of one page; nobody touches the second. */
export const SHARED_MAPPING_BYTES = 8192;

/** Address of the mapping that the threads of this process share of the open file; undefined while there is none. */
export function sharedMappingOf(fd: number): bigint | undefined {
  let maps: string;
  try {
    maps = readFileSync('/proc/self/maps', 'latin1');
  } catch {
    return undefined;
  }
  const { dev, ino } = fstatSync(fd);
  return findMapping(maps, dev, ino);
}

/**
 * ```
 * line := start "-" end " " permissions " " offset " " major ":" minor " " inode [ " "+ path ]      ; hexadecimal, inode not
 * ```
 */
export function findMapping(maps: string, dev: number, ino: number): bigint | undefined {
  // As glibc and musl take a device number apart; the list has the upper twelve bits of neither half.
  const major = Math.floor(dev / 256) & 0xfff;
  const minor = (dev & 0xff) | (Math.floor(dev / 4096) & 0xfff00);
  const hex = (number: number): string => number.toString(16).padStart(2, '0');
  const pattern = new RegExp(`^([0-9a-f]+)-([0-9a-f]+) rw-s 0+ ${hex(major)}:${hex(minor)} ${ino}(?: |$)`, 'gm');
  for (const [, start, end] of maps.matchAll(pattern)) {
    const [from, to] = [BigInt(`0x${start}`), BigInt(`0x${end}`)];
    if (to - from === BigInt(SHARED_MAPPING_BYTES)) return from;
  }
  return undefined;
}
