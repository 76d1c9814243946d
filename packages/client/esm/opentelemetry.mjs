// ES module entry of `tendril/opentelemetry`: re-exports the CommonJS build.
export * from '../dist/src/observe/opentelemetry/index.js';
