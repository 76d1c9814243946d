// Where the parts under measurement are. This package stands outside the workspaces, so that the vendor's package never
// sits in the way of anything else; it reaches the workspace's packages by their folders.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const benchRoot = dirname(dirname(fileURLToPath(import.meta.url)));
export const repositoryRoot = dirname(benchRoot);

/** Public entries, as `require` takes them. */
export const TENDRIL = join(repositoryRoot, 'packages', 'client');
export const TENDRIL_WIRE = join(TENDRIL, 'dist', 'src', 'wire', 'index.js');
export const VENDOR = 'aerospike';

export const SERVER_BIN = join(repositoryRoot, 'packages', 'server', 'bin', 'tendril-server.js');
export const GATEWAY_BIN = join(repositoryRoot, 'packages', 'gateway', 'bin', 'tendril-gateway.js');

export const inBench = (...path) => join(benchRoot, ...path);
