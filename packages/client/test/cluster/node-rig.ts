// Fake servers, and a network of a tend that reaches them; at the end of the test no connection may be left that the
// test did not get.

import { FakeClock } from 'tendril-testing/fake-clock';
import type { ValidationRules } from '../../src/cluster/node-validation.ts';
import { TendNetwork } from '../../src/cluster/tend-network.ts';
import { FakeServers } from './fakes.ts';

export const RULES: ValidationRules = { kind: { tls: false, alternate: false }, clusterName: undefined };

export interface NodeRig {
  readonly servers: FakeServers;
  readonly network: TendNetwork;
  readonly clock: FakeClock;
  readonly warnings: string[];
}

export function nodeRig(ipMap: ReadonlyMap<string, string> = new Map()): NodeRig {
  const servers = new FakeServers();
  const clock = new FakeClock();
  const warnings: string[] = [];
  const network = new TendNetwork({
    connect: servers.connect,
    resolve: servers.resolve,
    clock,
    timeoutMs: 1000,
    loginTimeoutMs: 0,
    ipMap,
    warn: (message) => warnings.push(message),
  });
  return { servers, network, clock, warnings };
}

export function at(host: string, port = 3000): { host: string; port: number } {
  return { host, port };
}
