// Info requests to one, any or all nodes. How they are asked is in command/info/info-requests.ts; here are their public
// forms.

import * as requests from '../../command/info/info-requests.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Host } from '../configuration/config.ts';
import { CORE } from '../lifecycle/core-of.ts';
import { callbackOf, deliver, optionalArgument } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Tail } from './tail.ts';

type Request = string | null | undefined;
type Policy = InfoPolicyOptions | null | undefined;

/** Info requests: commands of the cluster's own text protocol, answered by single nodes. */
export interface InfoCommands {
  /**
   * Sends an info request to a host, whether or not it is a node of the cluster.
   *
   * @param request - Commands, one per line; if left out, all basic values are asked for.
   * @param host - `host:port`, or an object.
   * @param policy - Laid over `Config.policies.info`.
   * @returns The reply text, `command TAB value LF` for each command; null if the reply was empty, although the type,
   *   which is that of `aerospike`, does not say so.
   * @throws AerospikeError `ERR_CONNECTION` if the host cannot be reached; `ERR_PARAM` if `host` is not an address; the
   *   code of the server if it refuses a command, such as `ERR_REQUEST_INVALID` for one that it does not know.
   *
   * @example
   * import { connect } from 'tendril';
   *
   * const client = await connect();
   * const [node] = client.getNodes();
   * console.log(await client.info('edition', node.address)); // edition …
   * client.close();
   */
  info(request: Request, host: Host | string, policy?: Policy): Promise<string>;
  info(request: Request, host: Host | string, ...rest: Tail<[policy: Policy], string>): void;

  /**
   * Sends an info request to one node; see {@link info}.
   *
   * @param node - A node as `getNodes` returns it; only its name is looked at.
   * @param policy - Laid over `Config.policies.info`.
   * @throws AerospikeError `ERR_INVALID_NODE` if the client knows no such node.
   *
   * @example
   * import { connect } from 'tendril';
   *
   * const client = await connect();
   * const [node] = client.getNodes();
   * console.log(await client.infoNode('node', node) === `node\t${node.name}\n`); // true
   * client.close();
   */
  infoNode(request: Request, node: requests.InfoNodeParam, policy?: Policy): Promise<string>;
  infoNode(request: Request, node: requests.InfoNodeParam, ...rest: Tail<[policy: Policy], string>): void;

  /**
   * Sends an info request to any one node; see {@link info}.
   *
   * @param request - Commands, one per line; if left out, all basic values are asked for.
   * @param policy - Laid over `Config.policies.info`.
   * @throws AerospikeError as {@link info} does; nodes are tried one after another until one answers.
   *
   * @example
   * import { connect, info } from 'tendril';
   *
   * const client = await connect();
   * const { namespaces } = info.parse(await client.infoAny('namespaces'));
   * console.log(namespaces.includes('test')); // true
   * client.close();
   */
  infoAny(request?: Request, policy?: Policy): Promise<string>;
  infoAny(...rest: Tail<[request: Request, policy: Policy], string>): void;

  /**
   * Sends an info request to all nodes; see {@link info}.
   *
   * @param request - Commands, one per line; if left out, all basic values are asked for.
   * @param policy - Laid over `Config.policies.info`.
   * @returns The reply of each node.
   * @throws AerospikeError of the first node that fails; there are no replies then.
   *
   * @example
   * import { connect } from 'tendril';
   *
   * const client = await connect();
   * for (const { host, info } of await client.infoAll('namespaces')) {
   *   console.log(host.node_id.length, info.trim()); // … namespaces test…
   * }
   * client.close();
   */
  infoAll(request?: Request, policy?: Policy): Promise<requests.InfoAllResponse[]>;
  infoAll(...rest: Tail<[request: Request, policy: Policy], requests.InfoAllResponse[]>): void;
}

/** @internal */
export const infoCommands: Implementation<InfoCommands> = {
  info(request, host, policy, callback) {
    const core = this[CORE];
    const outcome = core.requestInfo('info', policy, (link, resolved) => {
      const address = requests.checkHost(host, core.life.defaultPort);
      return requests.hostInfo(link, address, requests.checkRequest(request), resolved);
    });
    return deliver(outcome, callbackOf<string | null>(policy, callback));
  },

  infoNode(request, node, policy, callback) {
    const outcome = this[CORE].requestInfo('infoNode', policy, (link, resolved) => {
      const name = requests.checkNode(node);
      return requests.nodeInfo(link, name, requests.checkRequest(request), resolved);
    });
    return deliver(outcome, callbackOf<string | null>(policy, callback));
  },

  infoAny(request, policy, callback) {
    const outcome = this[CORE].requestInfo('infoAny', policy, (link, resolved) =>
      requests.anyInfo(link, requests.checkRequest(optionalArgument(request)), resolved),
    );
    return deliver(outcome, callbackOf<string | null>(request, policy, callback));
  },

  infoAll(request, policy, callback) {
    const outcome = this[CORE].requestInfo('infoAll', policy, (link, resolved) =>
      requests.allInfo(link, requests.checkRequest(optionalArgument(request)), resolved),
    );
    return deliver(outcome, callbackOf<requests.InfoAllResponse[]>(request, policy, callback));
  },
};
