// Numbers under which nodes know scans, queries and background work. A node refuses one that it has seen lately.

export function randomJobId(): number {
  return Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
}
