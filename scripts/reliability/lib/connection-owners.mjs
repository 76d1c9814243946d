// Which process serves a TCP connection of this host: the kernel's table of sockets, joined with the open files of the
// processes. Linux only.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Pid of the server process by the client's port, for connections to `serverPort` on loopback. */
export function ownersOf(serverPort, pids) {
  const pidOfInode = new Map();
  for (const pid of pids) {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const inode = inodeOf(`/proc/${pid}/fd/${fd}`);
      if (inode !== undefined) pidOfInode.set(inode, pid);
    }
  }
  const owners = new Map();
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns.length < 10 || portOf(columns[1]) !== serverPort) continue;
    const pid = pidOfInode.get(columns[9]);
    if (pid !== undefined) owners.set(portOf(columns[2]), pid);
  }
  return owners;
}

function inodeOf(path) {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
  } catch {
    return undefined; // closed since it was listed
  }
}

const portOf = (hexAddress) => Number.parseInt(hexAddress.split(':')[1], 16);
