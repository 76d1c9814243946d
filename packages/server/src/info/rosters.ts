// Info commands about the rosters of strongly consistent namespaces. Where there is none, they are refused as by the
// Community Edition.
//
//   roster := "roster=" nodes ":pending_roster=" nodes ":observed_nodes=" nodes       nodes := "null" / node *("," node)
//   node   := name ["@" rack]

import type { RosterNode } from '../cluster/availability.ts';
import type { NodeState } from '../cluster/node-state.ts';
import type { Roster } from '../cluster/roster.ts';
import { MAX_NODES, MAX_RACK_ID } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import type { InfoArguments } from './info-arguments.ts';
import { findNamespace, type InfoCatalogue, type InfoContext } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

const NODE = /^([0-9A-F]{1,16})(?:@(\d{1,7}))?$/i;
/** Nodes, each with its rack and a comma. */
const MAX_ROSTER_CHARS = MAX_NODES * 25;

export const rosterCommands: InfoCatalogue = {
  roster: (context, args) => {
    const { node } = context;
    requireConsistency(node);
    const namespace = namespaceOf(context, args);
    if (namespace !== undefined) return rosterText(node, namespace);
    return [...node.namespaces.keys()].map((name) => `ns=${name}:${rosterText(node, name)}`).join(';');
  },
  'roster-set': (context, args) => {
    requireConsistency(context.node);
    const { namespace } = findNamespace(context, args.requireNamespace());
    const nodes = args.require('nodes', MAX_ROSTER_CHARS).split(',').map(parseNode);
    const roster = context.node.view?.rosters.roster(namespace.name);
    if (roster === undefined) throw badParameter('not a strong-consistency namespace');
    if (nodes.length > MAX_NODES || new Set(nodes.map(({ name }) => name)).size !== nodes.length)
      throw badParameter('bad nodes list');
    roster.pending = nodes;
    return 'ok';
  },
  revive: (context, args) => {
    const { node } = context;
    requireConsistency(node);
    const namespace = namespaceOf(context, args);
    for (const name of namespace === undefined ? node.namespaces.keys() : [namespace]) {
      const roster = node.view?.rosters.roster(name);
      if (roster !== undefined) roster.isRevived = true;
    }
    return 'ok';
  },
};

function requireConsistency({ namespaces }: NodeState): void {
  for (const { namespace } of namespaces.values()) if (namespace.locks !== undefined) return;
  throw new InfoFailure(RESULT.ENTERPRISE_ONLY, 'enterprise only');
}

/** The namespace that the command names, if it names one. */
function namespaceOf(context: InfoContext, args: InfoArguments): string | undefined {
  const name = args.get('namespace');
  return name === undefined ? undefined : findNamespace(context, name).namespace.name;
}

function rosterText(node: NodeState, namespace: string): string {
  const roster: Roster | undefined = node.view?.rosters.roster(namespace);
  const observed = (node.view?.members ?? []).map(({ name, traits: { rackId } }) => ({ name, rackId }));
  const isListed = roster !== undefined;
  return [
    `roster=${listed(roster?.nodes)}`,
    `pending_roster=${listed(roster?.pending)}`,
    `observed_nodes=${listed(isListed ? observed : undefined)}`,
  ].join(':');
}

/** In the order of the real server: the highest id first. */
function listed(nodes: readonly RosterNode[] = []): string {
  if (nodes.length === 0) return 'null';
  const texts = nodes.map(({ name, rackId }) => (rackId ? `${name}@${rackId}` : name));
  return texts.sort((a, b) => (a > b ? -1 : 1)).join();
}

function parseNode(text: string): RosterNode {
  const match = NODE.exec(text);
  if (match === null || Number(match[2] ?? 0) > MAX_RACK_ID) throw badParameter('bad nodes list');
  return { name: (match[1] as string).toUpperCase(), rackId: match[2] === undefined ? undefined : Number(match[2]) };
}
