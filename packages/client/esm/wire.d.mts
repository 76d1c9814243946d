export * from '../dist/types/wire/index.js';
