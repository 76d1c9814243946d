export * from '../dist/src/index.js';
export { default } from '../dist/src/index.js';
