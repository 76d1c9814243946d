export * from '../dist/types/observe/prometheus/index.js';
