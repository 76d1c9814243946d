import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { checkTlsPort, type ProbedPort } from 'tendril-testing/tls-probes';
import { Log } from '../../src/log.ts';
import { Listener } from '../../src/node/listener.ts';
import { TestAuthority } from '../../src/tls/test-authority.ts';
import { type ResolvedTls, resolveTls } from '../../src/tls/tls-options.ts';

const authority = new TestAuthority();

async function serve(t: TestContext): Promise<ProbedPort> {
  const { files } = resolveTls(authority.issue({ names: ['db.test'] })) as ResolvedTls;
  const handshakeMs = 300;
  const listener = new Listener({
    host: '127.0.0.1',
    tls: () => files.current(0, () => {}),
    handshakeMs,
    log: new Log(() => {}),
    onSocket: (socket) => {
      socket.on('error', () => {});
      void once(socket, 'data').then(
        ([data]) => socket.write(data),
        () => {},
      );
    },
  });
  t.after(() => listener.close());
  const port = await listener.listen(0);
  return { port, ca: authority.certificate, request: 'ping', answer: 'ping', handshakeMs };
}

checkTlsPort('a node', serve);
