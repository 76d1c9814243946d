export * from '../dist/types/observe/opentelemetry/index.js';
