// Info commands about what this server is. It answers as the Community Edition build whose rules it follows.

import { RESULT } from '../result-code.ts';
import { BUILDS } from '../server-version.ts';
import type { InfoCatalogue } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

const EDITION = 'Aerospike Community Edition';
const OS = 'tendril';
const COMPATIBILITY_ID = '15';

/** Words of the real server's list that hold here. A word is added when its feature is. */
const FEATURES = [
  'batch-any',
  'batch-index',
  'blob-bits',
  'cdt-index',
  'cdt-list',
  'cdt-map',
  'cluster-stable',
  'float',
  'geo',
  'sindex-exists',
  'peers',
  'pipelining',
  'pquery',
  'pscans',
  'query-show',
  'relaxed-sc',
  'replicas',
  'replicas-all',
  'replicas-master',
  'replicas-max',
  'truncate-namespace',
  'udf',
];

/** Base64 characters of a user agent, and the plain text that they may hold. */
const MAX_USER_AGENT_CHARS = 87;

export const identityCommands: InfoCatalogue = {
  node: ({ node }) => node.name,
  name: ({ node }) => node.name,
  build: ({ node }) => BUILDS[node.version],
  build_os: () => OS,
  build_arch: () => process.arch,
  build_time: () => '',
  build_sha: () => '',
  build_ee_sha: () => '',
  edition: () => EDITION,
  version: ({ node }) => `${EDITION} build ${BUILDS[node.version]}`,
  release: ({ node }) => `edition=${EDITION};version=${BUILDS[node.version]};os=${OS};arch=${process.arch};sha=`,
  'compatibility-id': () => COMPATIBILITY_ID,
  digests: () => 'RIPEMD160',
  features: () => FEATURES.join(';'),
  partitions: () => '4096',
  status: () => 'ok',
  connection: () => 'admin=false',
  'best-practices': () => 'failed_best_practices=none',
  'health-outliers': () => '',
  'health-stats': () => '',

  'user-agent-set': (context, args, connection) => {
    if (connection.userAgent !== undefined) throw badParameter('already set');
    const agent = args.require('value', MAX_USER_AGENT_CHARS);
    if (!isBase64(agent)) throw badParameter("'value' invalid base64");
    connection.userAgent = agent;
    context.userAgents.add(agent);
    return 'ok';
  },
  'user-agents': ({ userAgents }) => userAgents.format(),
};

/** Commands that a Community Edition server knows only to refuse them. */
export const enterpriseCommands: InfoCatalogue = Object.fromEntries(
  ['racks', 'quiesce', 'quiesce-undo', 'masking', 'feature-key', 'xdr-set-filter', 'xdr-get-filter'].map((name) => [
    name,
    () => {
      throw new InfoFailure(RESULT.ENTERPRISE_ONLY, 'enterprise only');
    },
  ]),
);

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}
