// The ES module face of the CommonJS build: both share one copy of everything.
export * from '../dist/src/index.js';
