// Info commands that show and change settings: `get-config` and `set-config`.

import { RESULT } from '../result-code.ts';
import type { InfoArguments } from './info-arguments.ts';
import { findNamespace, type InfoCatalogue, type InfoContext } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';
import { namespaceConfigPairs, setNamespaceConfig, setSetConfig } from './namespace-settings.ts';
import { setServiceConfig } from './service-config.ts';

/** Keys of a `set-config` that say where, not what. */
const ADDRESS_KEYS = new Set(['context', 'namespace', 'id', 'set']);

export const configurationCommands: InfoCatalogue = {
  'get-config': (context, args) => {
    if (args.text === '') {
      const security = context.security?.pairs() ?? [];
      return [...servicePairs(context), ...networkPairs(context), ...security].join(';');
    }
    switch (args.require('context')) {
      case 'service':
        return servicePairs(context).join(';');
      case 'security':
        return context.security?.pairs().join(';') ?? '';
      case 'xdr':
        return '';
      case 'network':
        return networkPairs(context).join(';');
      case 'namespace': {
        const { namespace } = findNamespace(context, args.requireNamespaceOrId());
        return namespaceConfigPairs(namespace.config, context.node.traits.rackId).join(';');
      }
      default:
        throw badParameter('invalid context');
    }
  },

  'set-config': (context, args) => {
    switch (args.require('context')) {
      case 'service':
        applyAll(args, (key, value) => setServiceConfig(context.config, key, value));
        break;
      case 'namespace':
        setForNamespace(context, args);
        break;
      case 'network':
        throw badParameter('invalid set-config parameter');
      case 'security':
        setForSecurity(context, args);
        break;
      case 'xdr':
        throw new InfoFailure(RESULT.ENTERPRISE_ONLY, 'enterprise only');
      default:
        throw badParameter('invalid context');
    }
    context.onConfigChange();
    return 'ok';
  },
};

function servicePairs({ config }: InfoContext): string[] {
  return Object.entries(config).map(([key, value]) => `${key}=${value}`);
}

function networkPairs({ node }: InfoContext): string[] {
  const [clear, tls] = [node.serviceAddresses, node.tlsAddresses].map(([first]) => split(first));
  return [
    `service.port=${clear?.port ?? 0}`,
    `service.address=${clear?.host ?? ''}`,
    `service.access-address=${clear?.host ?? ''}`,
    `service.tls-port=${tls?.port ?? 0}`,
    ...(tls === undefined ? [] : [`service.tls-address=${tls.host}`, `service.tls-access-address=${tls.host}`]),
    ...(node.traits.tlsName === undefined ? [] : [`service.tls-name=${node.traits.tlsName}`]),
    'heartbeat.mode=null',
  ];
}

function split(address: string | undefined): { readonly host: string; readonly port: string } | undefined {
  if (address === undefined) return undefined;
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: address.slice(colon + 1) };
}

function setForSecurity({ security }: InfoContext, args: InfoArguments): void {
  if (security === undefined) throw new InfoFailure(RESULT.ENTERPRISE_ONLY, 'enterprise only');
  const scope = { namespace: args.raw('namespace'), set: args.raw('set') };
  applyAll(args, (key, value) => {
    if (!security.set(key, value, scope)) throw badParameter('invalid set-config parameter');
  });
}

function setForNamespace(context: InfoContext, args: InfoArguments): void {
  const { namespace } = findNamespace(context, args.requireNamespaceOrId());
  const setName = args.get('set');
  if (setName === undefined) {
    applyAll(args, (key, value) => setNamespaceConfig(namespace.config, key, value));
    return;
  }
  const set = namespace.sets.getOrCreate(setName);
  if (set === undefined) throw badParameter('invalid set-config parameter');
  applyAll(args, (key, value) => setSetConfig(set.config, key, value));
}

function applyAll(args: InfoArguments, apply: (key: string, value: string) => void): void {
  let applied = 0;
  for (const key of args.keys) {
    if (ADDRESS_KEYS.has(key)) continue;
    apply(key, args.raw(key));
    applied++;
  }
  if (applied === 0) throw badParameter('invalid set-config parameter');
}
