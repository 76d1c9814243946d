// The layers of docs/architecture.md as rules: a folder of packages/client/src imports only from the folders above it
// in this list, and a package only what its row in the package table allows.
const layers = ['model', 'wire', 'topology', 'shm', 'net', 'cluster', 'command', 'api'];
const src = '^packages/client/src/';

const layerRules = layers.map((layer, index) => ({
  name: `layer-${layer}`,
  comment: `${layer}/ may import only from the layers above it: ${layers.slice(0, index).join(', ') || 'none'}`,
  severity: 'error',
  from: { path: `${src}${layer}/` },
  to: { path: `${src}(${[...layers.slice(index + 1), '[^/]+\\.ts$'].join('|')})` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'model-has-no-io',
      severity: 'error',
      from: { path: `${src}(model|wire|topology)/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|util|assert|zlib)$' },
    },
    {
      name: 'shm-knows-no-network',
      severity: 'error',
      from: { path: `${src}shm/` },
      to: { path: '^(node:)?(net|tls|dns)$' },
    },
    {
      name: 'net-knows-no-partitions',
      severity: 'error',
      from: { path: `${src}net/` },
      to: { path: `${src}(topology|shm)/` },
    },
    {
      name: 'server-shares-only-the-wire',
      severity: 'error',
      from: { path: '^packages/server/src/' },
      to: { path: `${src}(?!wire/|model/)|^packages/gateway/` },
    },
    {
      name: 'gateway-uses-public-entries',
      severity: 'error',
      from: { path: '^packages/gateway/src/' },
      to: { path: '^packages/(client|server)/(src|dist/src)/(?!index\\.)' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules|dist/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'types', 'node'] },
  },
};
