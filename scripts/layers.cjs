// The folders of each package in the order of its layers: a folder imports only from those before it. `roots` are the
// files beside the folders that every layer may import. Checked by .dependency-cruiser.cjs, drawn by
// draw-architecture.mjs, explained in docs/architecture.md.
module.exports = {
  client: {
    // The numbers of the protocol come first: everything may draw on them, they on nothing.
    layers: [
      'wire/codes',
      'model',
      'wire',
      'topology',
      'time',
      'shm',
      'net',
      'cluster',
      'command',
      'observe',
      'api',
      'cli',
    ],
    roots: ['channels', 'installed'],
    // Built upon the public entry, and importing nothing else of the package.
    uponEntry: { fluent: 'public' },
  },
  server: {
    layers: [
      'tls',
      'storage',
      'particles',
      'message',
      'transaction',
      'udf',
      'cluster',
      'expression',
      'operation',
      'command',
      'batch',
      'index',
      'query',
      'security',
      'info',
      'protocol',
      'node',
    ],
    roots: ['clock', 'limits', 'log', 'result-code', 'server-options', 'server-version', 'subcodes'],
  },
  gateway: {
    layers: ['store', 'access', 'http', 'process'],
    roots: ['back-off', 'changing-files', 'listener-tls', 'loopback', 'options'],
  },
};
