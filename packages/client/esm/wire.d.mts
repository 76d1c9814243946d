export * from '../dist/src/wire/index.js';
