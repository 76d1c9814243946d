// ES module entry: re-exports the CommonJS build, so that `import` and `require` share one copy of all state.
export * from '../dist/src/index.js';
export { default } from '../dist/src/index.js';
