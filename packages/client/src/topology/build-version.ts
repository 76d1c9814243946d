// The value of the `build` info command, and comparison of versions.
// Specification: docs/protocol/info.md, "Discovery" and docs/protocol/tending.md, "Seeds and validation".

/** major, minor, patch, build; missing parts are 0. */
export type BuildVersion = readonly [number, number, number, number];

/** Older servers lack partition queries, which scans and queries are built on. */
export const MIN_BUILD: BuildVersion = [4, 9, 0, 3];
/** First server whose batches write. */
export const MERGED_BUILD: BuildVersion = [6, 0, 0, 0];
/** First server that takes `user-agent-set`. */
export const USER_AGENT_BUILD: BuildVersion = [8, 1, 0, 0];

/** `major.minor.patch[.build][suffix]`, or undefined. */
export function parseBuild(text: string): BuildVersion | undefined {
  const match = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?![0-9])/.exec(text);
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
}

export function isAtLeast(version: BuildVersion, wanted: BuildVersion): boolean {
  for (let i = 0; i < 4; i++) {
    const difference = (version[i] as number) - (wanted[i] as number);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
