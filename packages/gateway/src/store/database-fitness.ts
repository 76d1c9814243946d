// Whether a database is one that the gateway can serve: what it says of a login that it refused, and whether it has the
// namespace.
import { AerospikeError, type Client, info, status } from 'tendril';

const REFUSALS: ReadonlySet<number> = new Set([
  status.INVALID_USER,
  status.INVALID_PASSWORD,
  status.EXPIRED_PASSWORD,
  status.FORBIDDEN_PASSWORD,
  status.INVALID_CREDENTIAL,
  status.NOT_AUTHENTICATED,
  status.NOT_WHITELISTED,
]);

/** Whether the database does not let the client in, rather than being away. */
export function isLoginRefusal(reason: unknown): boolean {
  return reason instanceof AerospikeError && REFUSALS.has(reason.code);
}

/** A sentence about a namespace that the cluster does not have; undefined when it has it, or does not say. */
export async function missingNamespace(client: Client, namespace: string): Promise<string | undefined> {
  try {
    const { namespaces = '' } = info.parse(await client.infoAny('namespaces')) as { namespaces?: unknown };
    const names = (Array.isArray(namespaces) ? namespaces.map(String) : String(namespaces).split(';')).filter(Boolean);
    return names.length === 0 || names.includes(namespace) ? undefined : noNamespace(namespace, names);
  } catch {
    // Who may not ask for it, or asks a node that has just gone, still serves.
    return undefined;
  }
}

function noNamespace(namespace: string, names: readonly string[]): string {
  return `The cluster has no namespace ${namespace}; --namespace chooses one of those it has: ${names.join(', ')}`;
}
