// The versions of the real server whose rules an embedded one can follow. Whatever differs between them asks for the
// version here; nothing is guessed from what a client sends.

export const SERVER_VERSIONS = ['8.1', '8.2'] as const;

/** 8.1 was compared with a real server; what 8.2 adds was read in sources (docs/protocol/server-8.2.md). */
export type ServerVersion = (typeof SERVER_VERSIONS)[number];

export const DEFAULT_VERSION: ServerVersion = '8.1';

/** What a server of that version says it is: by this clients decide what they may send. */
export const BUILDS: Readonly<Record<ServerVersion, string>> = { '8.1': '8.1.2.0', '8.2': '8.2.0.0' };

export function isServerVersion(text: unknown): text is ServerVersion {
  return SERVER_VERSIONS.some((version) => version === text);
}
