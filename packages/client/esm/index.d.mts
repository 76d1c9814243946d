export * from '../dist/types/index.js';
export { default } from '../dist/types/index.js';
