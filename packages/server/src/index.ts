// Public entry of `tendril-server`.

export type { Clock } from './clock.ts';
export { EmbeddedServer, type RebalanceOptions } from './embedded-server.ts';
export type { LogFunction, LogLevel } from './log.ts';
export type { EmbeddedNode, HeldTraffic, RestartOptions } from './node/embedded-node.ts';
export type {
  ExternalLogin,
  ReportOptions,
  RoleOptions,
  SecurityOptions,
  UserOptions,
} from './security/settings.ts';
export type { EmbeddedServerOptions, NamespaceOptions } from './server-options.ts';
export type { ServerVersion } from './server-version.ts';
export { type CertificateRequest, type IssuedCertificate, TestAuthority } from './tls/test-authority.ts';
export type { SelfSignedTls, ServerTls, ServerTlsOptions } from './tls/tls-options.ts';
