// Info requests to one, any or all nodes: reply texts as the servers wrote them, or the error that a reply holds.
// Never parses values; `info.parse` is for users who want that.
// Specification: docs/protocol/info.md.

import { isIP } from 'node:net';
import { AerospikeError } from '../../model/error.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { InfoConnection } from '../../net/info-connection.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import { NetError } from '../../net/net-error.ts';
import type { Transport } from '../../net/transport.ts';
import { systemClock } from '../../time/system-clock.ts';
import {
  formatAddress,
  normalizeHost,
  type SeedAddress,
  sameAddress,
  withAddress,
} from '../../topology/host-address.ts';
import { parseSeed } from '../../topology/seed-text.ts';
import { findInfoError } from '../../wire/info-text.ts';
import type { ClusterLink } from '../routing/cluster-link.ts';
import { loginWith, refusedLogin } from '../routing/login.ts';
import { loopTurned, noNodes } from '../run/settle-later.ts';

/** A node as `infoAll` names it. */
export interface InfoNode {
  /** Name of the node: its id, in hexadecimal. */
  node_id: string;
}

/** A node as `infoNode` takes it. */
export interface InfoNodeParam {
  /** Name of the node: its id, in hexadecimal. */
  name: string;
}

/** Reply of one node to `infoAll`. */
export interface InfoAllResponse {
  /** Node that replied. */
  host: InfoNode;
  /** Reply text; missing if the reply was empty, although the type, which is that of `aerospike`, does not say so. */
  info: string;
}

/** @internal */
export function checkRequest(request: unknown): readonly string[] {
  if (request === undefined || request === null || request === '') return [];
  if (typeof request !== 'string') throw AerospikeError.param('Request must be a string');
  return [request];
}

/** @internal @throws AerospikeError if the host is neither an address nor an object with `addr` and `port`. */
export function checkHost(host: unknown, defaultPort: number): SeedAddress {
  if (typeof host === 'string') {
    try {
      return parseSeed(host, defaultPort);
    } catch (error) {
      throw AerospikeError.param((error as Error).message);
    }
  }
  const { addr, port = defaultPort, tlsname } = (host ?? {}) as { addr?: unknown; port?: unknown; tlsname?: unknown };
  if (typeof addr !== 'string' || typeof port !== 'number') throw AerospikeError.param('Host must be an address');
  return typeof tlsname === 'string' && tlsname !== '' ? { host: addr, port, tlsName: tlsname } : { host: addr, port };
}

/** @internal */
export function checkNode(node: unknown): string {
  const name = (node as { name?: unknown } | null | undefined)?.name;
  if (typeof name !== 'string') throw AerospikeError.param('Node must be an object with a name');
  return name;
}

/** @internal The reply of a node of the cluster. */
export async function nodeInfo(
  link: ClusterLink,
  name: string,
  commands: readonly string[],
  policy: InfoRequestPolicy,
): Promise<string | null> {
  return checkReply(await link.info(name, commands, policy));
}

/** @internal The reply of a host, whether or not it is a node of the cluster. */
export async function hostInfo(
  link: ClusterLink,
  host: SeedAddress,
  commands: readonly string[],
  policy: InfoRequestPolicy,
): Promise<string | null> {
  const node = link.nodes.find(({ addresses }) => addresses.some((address) => sameAddress(address, host)));
  if (node !== undefined) return nodeInfo(link, node.name, commands, policy);
  return foreignInfo(host, commands, policy.timeout || MAX_INFO_TIMEOUT_MS, link.tls);
}

const MAX_INFO_TIMEOUT_MS = 60_000;
/** Addresses of a name. */
const MAX_TRIED_ADDRESSES = 8;

/** @internal The reply of a host without a client: connects, asks and closes. @throws AerospikeError */
export async function foreignInfo(
  host: SeedAddress,
  commands: readonly string[],
  timeoutMs: number,
  tls: Transport | undefined,
  login?: Credentials,
): Promise<string | null> {
  let connection: InfoConnection | undefined;
  const endMs = systemClock.now() + timeoutMs;
  try {
    // Sockets are loaded with the first connection.
    const dialing = require('../../net/dialer.js') as typeof import('../../net/dialer.ts');
    const info = require('../../net/info-connection.js') as typeof import('../../net/info-connection.ts');
    const time = require('../../time/deadlines.js') as typeof import('../../time/deadlines.ts');
    const deadlines = new time.DeadlineWheel();
    const dialer = new dialing.Dialer(deadlines, { tls, ...(login !== undefined && loginWith(login, deadlines)) });
    const found = await addressesOf(host, tls !== undefined, timeoutMs);
    for (let i = 0; connection === undefined; i++) {
      const leftMs = Math.max(1, endMs - systemClock.now());
      const isLast = i === found.length - 1;
      const attempt = info.InfoConnection.connect(
        dialer,
        found[i] as SeedAddress,
        Math.ceil(leftMs / (found.length - i)),
      );
      connection = await (isLast ? attempt : attempt.catch(() => undefined));
    }
    const values = await connection.request(commands, timeoutMs);
    return checkReply([...values].map(([name, value]) => `${name}\t${value}\n`).join(''));
  } catch (cause) {
    if (!(cause instanceof NetError)) throw cause;
    const code = refusedLogin(cause) ?? (cause.kind === 'timeout' ? status.ERR_TIMEOUT : status.ERR_CONNECTION);
    const node = formatAddress(host);
    throw AerospikeError.fromCode({ code, message: withAddress(node, cause.message), node, attempts: 1, cause });
  } finally {
    connection?.close();
  }
}

/** At least one: where a host can be reached. Names are looked up as seeds are, so that those of a silent name server end. */
async function addressesOf(host: SeedAddress, isSecure: boolean, timeoutMs: number): Promise<readonly SeedAddress[]> {
  const plain = normalizeHost(host.host);
  if (isIP(plain) !== 0) return [{ ...host, host: plain }];
  const { systemResolver } = require('../../cluster/lookups.js') as typeof import('../../cluster/lookups.ts');
  const { TimeLimits } = require('../../time/time-limits.js') as typeof import('../../time/time-limits.ts');
  try {
    const resolving = `resolving ${plain}`;
    const found = await new TimeLimits(systemClock).limit(timeoutMs, resolving, () => systemResolver(plain));
    const tls = isSecure ? { tlsName: host.tlsName ?? plain } : {};
    return found.slice(0, MAX_TRIED_ADDRESSES).map((address) => ({ ...host, ...tls, host: address }));
  } catch (error) {
    throw new NetError('connect', (error as Error).message, error);
  }
}

/** @internal The reply of the first node that has one. */
export async function anyInfo(
  link: ClusterLink,
  commands: readonly string[],
  policy: InfoRequestPolicy,
): Promise<string | null> {
  let failure: unknown = noNodes();
  for (const { name } of link.nodes) {
    try {
      return await nodeInfo(link, name, commands, policy);
    } catch (error) {
      failure = error;
      if (error instanceof AerospikeError && error.isServerError() && error.code !== status.ERR_TIMEOUT) break;
    }
  }
  throw failure;
}

/** @internal The replies of all nodes. Fails if one node fails. */
export async function allInfo(
  link: ClusterLink,
  commands: readonly string[],
  policy: InfoRequestPolicy,
): Promise<InfoAllResponse[]> {
  // Without nodes the answer is known at once: see settle-later.ts.
  if (link.nodes.length === 0) await loopTurned();
  return Promise.all(
    link.nodes.map(async ({ name }) => {
      const info = await nodeInfo(link, name, commands, policy);
      return info === null ? ({ host: { node_id: name } } as InfoAllResponse) : { host: { node_id: name }, info };
    }),
  );
}

/** An error in the value of any command fails the whole request. An empty reply is null. */
function checkReply(text: string): string | null {
  if (text === '') return null;
  const failure = findInfoError(text);
  if (failure !== undefined) throw AerospikeError.fromCode(failure);
  return text;
}
