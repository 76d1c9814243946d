// Public entry of `tendril-server`.

export type { Clock } from './clock.ts';
export { type EmbeddedNode, EmbeddedServer } from './embedded-server.ts';
export type { LogFunction, LogLevel } from './log.ts';
export type { EmbeddedServerOptions, NamespaceOptions } from './server-options.ts';
