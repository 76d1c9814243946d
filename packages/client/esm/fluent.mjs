// ES module entry of `tendril/fluent`: re-exports the CommonJS build.
export * from '../dist/src/fluent/index.js';
