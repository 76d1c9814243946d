export * from '../dist/src/lua.js';
