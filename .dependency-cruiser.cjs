// The layers of docs/architecture.md as rules. In each package a folder imports only from the folders above it in its
// list, never from a file in the root of the package but those named here; and a package imports of another only what
// its row in the package table allows.
const packages = require('./scripts/layers.cjs');

const layerRules = Object.entries(packages).flatMap(([name, { layers, roots }]) =>
  layers.map((layer, index) => {
    // A folder inside a folder that is a layer of its own is not part of the outer one.
    const folder = (outer) => {
      const inner = layers
        .filter((other) => other.startsWith(`${outer}/`))
        .map((other) => other.slice(outer.length + 1));
      return inner.length > 0 ? `${outer}/(?!(?:${inner.join('|')})/)` : `${outer}/`;
    };
    const above = layers.slice(index + 1).map(folder);
    const allowedRoots = roots.length > 0 ? `(?!(?:${roots.join('|')})\\.ts$)` : '';
    return {
      name: `${name}-${layer}`,
      comment: `${layer}/ may import only from ${[...layers.slice(0, index), ...roots].join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^packages/${name}/src/${folder(layer)}` },
      to: { path: `^packages/${name}/src/(?:${[...above, `${allowedRoots}[^/]+\\.ts$`].join('|')})` },
    };
  }),
);

const entryRules = Object.entries(packages).flatMap(([name, { uponEntry = {} }]) =>
  Object.entries(uponEntry).map(([folder, entry]) => ({
    name: `${name}-${folder}`,
    comment: `${folder}/ may import only ${entry}.ts`,
    severity: 'error',
    from: { path: `^packages/${name}/src/${folder}/` },
    to: { path: `^packages/${name}/src/(?!${folder}/|${entry}\\.ts$)` },
  })),
);

const client = '^packages/client/src/';

module.exports = {
  forbidden: [
    ...layerRules,
    ...entryRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-folder-beside-the-layers',
      comment: 'A new folder needs a place in the list of layers',
      severity: 'error',
      from: {
        path: '^packages/(client|server|gateway)/src/[^/]+/',
        pathNot: Object.entries(packages).map(
          ([name, { layers, uponEntry = {} }]) =>
            `^packages/${name}/src/(${[...layers, ...Object.keys(uponEntry)].join('|')})/`,
        ),
      },
      to: {},
    },
    {
      name: 'model-has-no-io',
      severity: 'error',
      from: { path: `${client}(model|wire|topology)/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|util|assert|zlib)$' },
    },
    {
      name: 'shm-knows-no-network',
      severity: 'error',
      from: { path: `${client}shm/` },
      to: { path: '^(node:)?(net|tls|dns)$' },
    },
    {
      name: 'net-knows-no-partitions',
      severity: 'error',
      from: { path: `${client}net/` },
      to: { path: `${client}(topology|shm)/` },
    },
    {
      name: 'server-shares-only-the-wire',
      severity: 'error',
      from: { path: '^packages/server/src/' },
      to: { path: `${client}(?!wire/|model/)|^packages/gateway/` },
    },
    {
      name: 'gateway-uses-public-entries',
      severity: 'error',
      from: { path: '^packages/gateway/src/' },
      to: { path: '^packages/(client|server)/(src|dist/src)/(?!(?:wire/)?index\\.)' },
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
