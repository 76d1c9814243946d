// The module that tells of commands: loaded when somebody listens, and kept. To ask `require` again for each command
// would take longer than all that is told of it.

type Tracing = typeof import('./tracing.ts');

let loaded: Tracing | undefined;

export function tracing(): Tracing {
  loaded ??= require('./tracing.js') as Tracing;
  return loaded;
}
