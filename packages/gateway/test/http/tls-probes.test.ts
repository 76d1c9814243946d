import type { TestContext } from 'node:test';
import { TestAuthority } from 'tendril-server';
import { checkTlsPort, type ProbedPort } from 'tendril-testing/tls-probes';
import { createApp } from '../../src/http/app.ts';
import { listening } from './exchange.ts';
import { MemoryStore } from './memory-store.ts';

const authority = new TestAuthority();

async function serve(t: TestContext): Promise<ProbedPort> {
  const handshakeMs = 300;
  const app = createApp({
    store: new MemoryStore(),
    logger: { error: () => {} },
    bodyLimitBytes: 1024,
    tls: authority.issue({ names: ['db.test'] }),
    limits: { handshakeMs },
  });
  t.after(() => {
    app.close();
    app.closeAllConnections();
  });
  const port = await listening(app);
  const request = 'GET /key HTTP/1.1\r\nHost: localhost\r\n\r\n';
  return { port, ca: authority.certificate, request, answer: 'HTTP/1.1 404 ', handshakeMs };
}

checkTlsPort('the gateway', serve);
