// ES module entry: re-exports the CommonJS build, so that `import` and `require` share one copy of all state.

export { default } from '../cjs/index.js';
export * from '../dist/src/public.js';
