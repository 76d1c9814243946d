// Decides whether what listens at an address is a usable node, and what its address really is.
// Owns the checks and the load-balancer rule; which addresses are tried is node-search.ts.
// Specification: docs/protocol/tending.md, "Seeds and validation".

import { isIP } from 'node:net';
import { isAtLeast, MIN_BUILD, parseBuild } from '../topology/build-version.ts';
import {
  formatAddress,
  type HostAddress,
  isLoopback,
  normalizeHost,
  type SeedAddress,
} from '../topology/host-address.ts';
import { InfoValueError, requireValue } from '../topology/info-value-error.ts';
import { excess, fitted, MAX_ADDRESSES, MAX_BYTES } from '../topology/limits.ts';
import { dialled, type NodeIdentity } from '../topology/node-info.ts';
import { type PeersReply, parsePeers } from '../topology/peers-text.ts';
import { parseServices } from '../topology/services-text.ts';
import { NodeRefused } from './cluster-errors.ts';
import type { InfoChannel } from './info-channel.ts';
import { peersCommand, type ServiceKind, serviceCommand } from './info-exchange.ts';
import type { TendNetwork } from './tend-network.ts';
import { UNBALANCED_GENERATION } from './tend-types.ts';

/** A node that passed, on an open connection that now belongs to the caller. */
export interface ValidatedNode extends NodeIdentity {
  readonly channel: InfoChannel;
  readonly clusterName: string;
  readonly peers: PeersReply;
}

export interface ValidationRules {
  readonly kind: ServiceKind;
  /** Undefined: any name will do. */
  readonly clusterName: string | undefined;
}

const MAX_TRIED_SERVICES = 8;

/** `address.host` is an IP address. Rejects with the reason; then nothing is left open. */
export async function validateNode(
  network: TendNetwork,
  rules: ValidationRules,
  address: SeedAddress,
  isSeed: boolean,
): Promise<ValidatedNode> {
  const unfit = whyUnfit(address);
  if (unfit !== undefined) {
    network.warn(`A node at ${fitted(formatAddress(address), MAX_BYTES.host)} cannot be used: ${unfit}`);
    throw new NodeRefused('node', unfit);
  }
  const channel = await network.connect(address);
  try {
    const isLeft = rules.kind.tls === 'login';
    const asksServices = isLeft || (isSeed && !isLoopback(address.host));
    const values = await network.ask(channel, commandsFor(rules.kind, asksServices));
    const node = readNode(values, rules);
    const plain = { host: normalizeHost(address.host), port: address.port };
    const tls = address.tlsName === undefined ? {} : { tlsName: address.tlsName };
    const direct = { channel, ...node, ...tls, address: plain, addresses: [plain] };
    if (!asksServices) return direct;
    const service = serviceCommand(rules.kind);
    const services = parseServices(requireValue(service, values.get(service))).map((host) => network.mapped(host));
    if (isLeft) {
      const login = { ...plain, tlsName: address.tlsName ?? address.host };
      return await withoutTls(network, { ...direct, login }, services);
    }
    return await behindLoadBalancer(network, direct, services);
  } catch (error) {
    channel.close();
    throw error;
  }
}

function commandsFor(kind: ServiceKind, asksServices: boolean): readonly string[] {
  const commands = ['node', 'partition-generation', 'build', 'cluster-name', peersCommand(kind)];
  return asksServices ? [...commands, serviceCommand(kind)] : commands;
}

function readNode(
  values: ReadonlyMap<string, string>,
  rules: ValidationRules,
): Pick<ValidatedNode, 'name' | 'build' | 'clusterName' | 'peers'> {
  const name = requireValue('node', values.get('node'));
  if (!/^[0-9A-F]{1,16}$/.test(name)) throw new InfoValueError('Bad node name', name);
  if (requireValue('partition-generation', values.get('partition-generation')) === UNBALANCED_GENERATION) {
    throw new NodeRefused('node', `node ${name} is not yet initialized`);
  }
  const build = fitted(requireValue('build', values.get('build')), MAX_BYTES.build);
  const version = parseBuild(build);
  if (version === undefined || !isAtLeast(version, MIN_BUILD)) {
    throw new NodeRefused('node', `node ${name} runs server ${build}, at least ${MIN_BUILD.join('.')} is needed`);
  }
  const clusterName = readClusterName(name, values.get('cluster-name'), rules.clusterName);
  const command = peersCommand(rules.kind);
  const peers = parsePeers(requireValue(command, values.get(command)));
  return { name, build, clusterName, peers };
}

/** Why nobody could write the address down; undefined when it fits. */
function whyUnfit({ host, tlsName = '' }: SeedAddress): string | undefined {
  if (host === '') return 'host name is empty';
  return excess('host name', host, MAX_BYTES.host) ?? excess('TLS name', tlsName, MAX_BYTES.tlsName);
}

function readClusterName(node: string, value: string | undefined, wanted: string | undefined): string {
  if (wanted === undefined)
    return value === undefined || /^(ERROR|FAIL)/.test(value) ? '' : fitted(value, MAX_BYTES.clusterName);
  const found = requireValue('cluster-name', value);
  const unfit = excess('cluster name', found, MAX_BYTES.clusterName);
  if (unfit !== undefined) throw new NodeRefused('cluster', unfit);
  if (found !== wanted)
    throw new NodeRefused(
      'cluster',
      `node ${node} belongs to cluster ${JSON.stringify(found.slice(0, 128))}, not ${JSON.stringify(wanted)}`,
    );
  return found;
}

// A seed may be a load balancer: its address then leads to a different node each time. The node's own list of
// addresses tells; when none of them leads to the node, the seed's address is all there is.
async function behindLoadBalancer(
  network: TendNetwork,
  direct: ValidatedNode,
  services: readonly HostAddress[],
): Promise<ValidatedNode> {
  if (services.length === 0) return direct;
  const remote = normalizeHost(direct.channel.remoteAddress || direct.address.host);
  if (services.some((service) => normalizeHost(service.host) === remote)) {
    const others = services.filter(
      // Names are for tending to resolve, which does so for the first address only.
      (service) => isIP(service.host) !== 0 && normalizeHost(service.host) !== direct.address.host,
    );
    return { ...direct, addresses: [direct.address, ...others].slice(0, MAX_ADDRESSES) };
  }
  for (const service of services.slice(0, MAX_TRIED_SERVICES)) {
    const own = await tryService(network, direct, service);
    if (own === undefined) continue;
    direct.channel.close();
    return own;
  }
  network.warn(
    `Node ${direct.name} publishes addresses that do not lead to it (${services.slice(0, MAX_TRIED_SERVICES).map(formatAddress).join(', ')}); ` +
      `using ${formatAddress(direct.address)}`,
  );
  return direct;
}

// TLS is for the login only: the node is used by the addresses that it has without, and logins go where it was found.
async function withoutTls(
  network: TendNetwork,
  { tlsName: _, ...direct }: ValidatedNode,
  services: readonly HostAddress[],
): Promise<ValidatedNode> {
  for (const service of services.slice(0, MAX_TRIED_SERVICES)) {
    const clear = await tryService(network, direct, service);
    if (clear === undefined) continue;
    direct.channel.close();
    return clear;
  }
  const tried = services.slice(0, MAX_TRIED_SERVICES).map(formatAddress).join(', ') || 'it has none';
  throw new NodeRefused('node', `node ${direct.name} cannot be reached without TLS, as forLoginOnly wants (${tried})`);
}

async function tryService(
  network: TendNetwork,
  direct: ValidatedNode,
  service: HostAddress,
): Promise<ValidatedNode | undefined> {
  for (const host of await network.resolve(service.host).catch(() => [])) {
    let channel: InfoChannel | undefined;
    try {
      channel = await network.connect(dialled(direct, { host, port: service.port }));
      const values = await network.ask(channel, ['node']);
      if (values.get('node') === direct.name) {
        const address = { host: normalizeHost(host), port: service.port };
        return { ...direct, channel, address, addresses: [address] };
      }
    } catch {
      // The next address is the answer to this one's failure.
    }
    channel?.close();
  }
  return undefined;
}
