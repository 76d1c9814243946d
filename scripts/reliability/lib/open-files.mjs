// Open files of a process, and its TCP connections to a port of loopback. Linux only.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export function openFiles(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Inodes of the sockets that a process has open. */
export function socketInodes(pid) {
  const inodes = [];
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined) inodes.push(inode);
    } catch {
      // Closed since it was listed.
    }
  }
  return inodes;
}

/** The kernel's table of IPv4 sockets. */
export function tcpSockets() {
  const sockets = [];
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 10) continue;
    sockets.push({ localPort: portOf(columns[1]), remotePort: portOf(columns[2]), inode: columns[9] });
  }
  return sockets;
}

/** Sockets of a process whose other end is that port, in whatever state. */
export function socketsTo(port, pid) {
  const inodes = new Set(socketInodes(pid));
  return tcpSockets().filter(({ remotePort, inode }) => remotePort === port && inodes.has(inode)).length;
}

const portOf = (hexAddress) => Number.parseInt(hexAddress.split(':')[1], 16);
