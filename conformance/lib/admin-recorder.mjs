// A node that takes every login and every administration of users, and keeps what it is sent: for record-admin.mjs. The
// rest is answered by an embedded server. A thread of its own, since the vendor's client blocks the one it connects in.

import { createRequire } from 'node:module';
import net from 'node:net';
import { parentPort } from 'node:worker_threads';
import { Frames, frame, infoRequest } from './recording-proxy.mjs';

const { EmbeddedServer } = createRequire(import.meta.url)('../../packages/server');

const TYPE_INFO = 1;
const TYPE_ADMIN = 2;
const LOGIN = 20;
const QUERY_USERS = 9;
const QUERY_ROLES = 16;
const QUERY_END = 50;

function block(result, fields = []) {
  const header = Buffer.alloc(16);
  header[1] = result;
  header[3] = fields.length;
  const bodies = fields.map(([id, value]) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(value.length + 1);
    head[4] = id;
    return Buffer.concat([head, value]);
  });
  return frame(TYPE_ADMIN, Buffer.concat([header, ...bodies]));
}

function answer(request) {
  const command = request[10];
  if (command === LOGIN) {
    return block(0, [
      [5, Buffer.from('token of the session')],
      [6, Buffer.from([0, 1, 0x51, 0x80])],
    ]);
  }
  // The vendor's client ends the process where nothing is found.
  if (command === QUERY_USERS) return Buffer.concat([block(0, [[0, Buffer.from('u')]]), block(QUERY_END)]);
  if (command === QUERY_ROLES) return Buffer.concat([block(0, [[11, Buffer.from('r')]]), block(QUERY_END)]);
  return block(0);
}

const server = await EmbeddedServer.start({ port: 0, log: () => {} });
const [host, port] = server.hosts.split(':');
const seen = [];
const proxy = net.createServer((socket) => {
  const frames = new Frames(async (whole) => {
    if (whole[1] === TYPE_ADMIN) {
      seen.push(whole.toString('hex'));
      socket.write(answer(whole));
    } else if (whole[1] === TYPE_INFO) {
      const commands = whole.subarray(8).toString('latin1').split('\n').slice(0, -1);
      const values = await infoRequest({ host, port: Number(port) }, commands);
      const lines = commands.map((command) => `${command}\t${values.get(command) ?? ''}\n`);
      const text = lines.join('').replaceAll(`:${port}`, `:${proxy.address().port}`);
      socket.write(frame(TYPE_INFO, Buffer.from(text, 'latin1')));
    }
  });
  socket.on('data', (chunk) => frames.push(chunk));
  socket.on('error', () => {});
});
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
parentPort.postMessage(proxy.address().port);
parentPort.on('message', () => parentPort.postMessage(seen.splice(0)));
