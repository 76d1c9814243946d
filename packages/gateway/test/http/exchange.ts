// One HTTP exchange with a server under test over a real connection, headers in and out as they are on the wire.
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Sent {
  readonly url: string;
  readonly method?: string;
  readonly headers?: RequestOptions['headers'];
  readonly payload?: string | Buffer;
}

export interface Received {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  json(): Record<string, unknown>;
}

/** Listens on a free port of the loopback interface; returns it. */
export async function listening(server: Server): Promise<number> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

export async function exchange(server: Server, sent: Sent | string): Promise<Received> {
  const { url, method = 'GET', headers = {}, payload } = typeof sent === 'string' ? { url: sent } : sent;
  const port = await listening(server);
  const outgoing = request({ host: '127.0.0.1', port, path: url, method, headers, agent: false });
  outgoing.end(payload);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { statusCode: response.statusCode ?? 0, headers: response.headers, body, json: () => JSON.parse(body) };
}
