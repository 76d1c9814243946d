// ES module entry of `tendril/wire`: re-exports the CommonJS build.
export * from '../dist/src/wire/index.js';
