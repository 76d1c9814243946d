// A node of a cluster that says what it is told to say: info requests are answered command by command, messages are handed
// on. It takes part in tending as long as its answers are right.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { inflateSync } from 'node:zlib';

const HEADER = 8;
const INFO = 1;
const COMPRESSED = 4;
const MAX_BODY = 16 * 1024 * 1024;

export function frame(type, body, version = 2) {
  const bytes = Buffer.alloc(HEADER + body.length);
  bytes[0] = version;
  bytes[1] = type;
  bytes.writeUIntBE(body.length, 2, 6);
  body.copy(bytes, HEADER);
  return bytes;
}

export class ScriptedNode {
  sockets = new Set();
  mostSockets = 0;
  #server;

  /** `onInfo(socket, commands, node)`, `onMessage(socket, frame, node)`. */
  static async start({ onInfo, onMessage }) {
    const node = new ScriptedNode();
    node.#server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
      node.sockets.add(socket);
      node.mostSockets = Math.max(node.mostSockets, node.sockets.size);
      socket.on('close', () => node.sockets.delete(socket));
      socket.on('error', () => {});
      node.#read(socket, onInfo, onMessage);
    });
    node.#server.listen(0, '127.0.0.1');
    await once(node.#server, 'listening');
    return node;
  }

  get port() {
    return this.#server.address().port;
  }

  #read(socket, onInfo, onMessage) {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      while (bytes.length >= HEADER) {
        const size = bytes.readUIntBE(2, 6);
        if (size > MAX_BODY) return socket.destroy();
        if (bytes.length < HEADER + size) return;
        const whole = plain(bytes.subarray(0, HEADER + size));
        bytes = bytes.subarray(HEADER + size);
        if (whole[1] === INFO) onInfo(socket, whole.toString('latin1', HEADER).split('\n').slice(0, -1), this);
        else onMessage(socket, whole, this);
      }
    });
  }

  close() {
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** A compressed frame holds a frame, behind its size. */
const plain = (whole) => (whole[1] === COMPRESSED ? inflateSync(whole.subarray(HEADER + 8)) : whole);

export function infoReply(commands, answer) {
  const body = commands.map((command) => `${command}\t${answer(command)}\n`).join('');
  return frame(INFO, Buffer.from(body, 'latin1'));
}

/** What a node of a well-behaved cluster says; `generation` rises when the others are to be asked for more. */
export function validInfo({ name, port, peers, generation, columns = 1, bitmaps }) {
  const all = bitmaps ?? [Buffer.alloc(512, 0xff).toString('base64')];
  return {
    node: name,
    'peers-generation': String(generation),
    'partition-generation': String(generation),
    'rebalance-generation': String(generation),
    build: '8.1.2.0',
    'cluster-name': 'fuzz',
    features: 'batch-any;blob-bits;cdt-list;cdt-map;geo;pipelining;query-show;truncate-namespace',
    edition: 'Aerospike Community Edition',
    namespaces: 'test',
    'peers-clear-std': `${generation},3000,[${peers.map((peer) => `[${peer.name},,[127.0.0.1:${peer.port}]]`).join(',')}]`,
    'peers-clear-alt': `${generation},3000,[]`,
    'service-clear-std': `127.0.0.1:${port}`,
    replicas: `test:0,${columns},${all.join(',')}`,
    'rack-ids': 'test:1',
    'user-agent-set': 'ok',
  };
}

export const nameOf = (command) => command.split(/[/:;]/)[0];

/** The digest that a message asks about; undefined when it names none. */
export function digestOf(message) {
  let at = 30;
  for (let left = message.readUInt16BE(26); left > 0; left--) {
    const size = message.readUInt32BE(at);
    if (message[at + 4] === 4) return message.toString('hex', at + 5, at + 25);
    at += 4 + size;
  }
  return undefined;
}
