export * from '../dist/types/fluent/index.js';
