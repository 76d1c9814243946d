// Loaded before a program: /dev/shm is not writable, as in a container without it.

import fs from 'node:fs';

const access = fs.accessSync;

fs.accessSync = (path, mode) => {
  if (path === '/dev/shm')
    throw Object.assign(new Error(`EACCES: permission denied, access '/dev/shm'`), { code: 'EACCES' });
  access(path, mode);
};
