// ES module entry of `tendril/prometheus`: re-exports the CommonJS build.
export * from '../dist/src/observe/prometheus/index.js';
