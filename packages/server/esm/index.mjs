// The ES module face of the CommonJS build: both share one copy of everything.
import server from '../dist/src/index.js';

export const { EmbeddedServer, TestAuthority } = server;
