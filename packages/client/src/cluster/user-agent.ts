// What this client tells servers about itself, within the server's limit.
// Specification: docs/protocol/info.md, "User agent".

import { isAtLeast, parseBuild, USER_AGENT_BUILD } from '../topology/build-version.ts';

/** The server takes 84 base64 characters; a longer one it refuses, and would be told it at every tend. */
const MAX_PLAIN_BYTES = 63;

/** The info command, or undefined when the server is too old to take it. */
export function userAgentCommand(userAgent: string, build: string): string | undefined {
  const version = parseBuild(build);
  if (userAgent === '' || version === undefined || !isAtLeast(version, USER_AGENT_BUILD)) return undefined;
  const bytes = Buffer.from(userAgent.replaceAll(/[^\x20-\x7e]/g, '?'), 'latin1').subarray(0, MAX_PLAIN_BYTES);
  return `user-agent-set:value=${bytes.toString('base64')}`;
}
