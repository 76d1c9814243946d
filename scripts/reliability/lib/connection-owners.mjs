// Which process serves a TCP connection of this host: the kernel's table of sockets, joined with the open files of the
// processes.
import { socketInodes, tcpSockets } from './open-files.mjs';

/** Pid of the server process by the client's port, for connections to `serverPort` on loopback. */
export function ownersOf(serverPort, pids) {
  const pidOfInode = new Map();
  for (const pid of pids) for (const inode of socketInodes(pid)) pidOfInode.set(inode, pid);
  const owners = new Map();
  for (const { localPort, remotePort, inode } of tcpSockets()) {
    if (localPort !== serverPort) continue;
    const pid = pidOfInode.get(inode);
    if (pid !== undefined) owners.set(remotePort, pid);
  }
  return owners;
}
