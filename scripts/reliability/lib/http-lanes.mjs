// HTTP callers that keep their connection: each lane sends one request after the other over one connection, and opens
// another when that one breaks. Every failure is noted with the port of the connection it happened on.
import { Agent, request } from 'node:http';

const REQUEST_LIMIT_MS = 5000;
const PAUSE_AFTER_FAILURE_MS = 5;

export class HttpLanes {
  succeeded = 0;
  failures = [];
  /** Ports of the connections that have carried a successful request last, by lane. */
  ports = new Map();
  #agents = [];
  #running = [];
  #isEnding = false;

  constructor(url, lanes) {
    for (let lane = 0; lane < lanes; lane++) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      this.#agents.push(agent);
      this.#running.push(this.#run(`${url}/lane-${lane}`, lane, agent));
    }
  }

  async #run(url, lane, agent) {
    for (let round = 0; !this.#isEnding; round++) {
      const body = round % 2 === 0 ? JSON.stringify({ round }) : undefined;
      const { problem, port } = await exchange(url, agent, body);
      if (problem === undefined) {
        this.succeeded++;
        this.ports.set(lane, port);
      } else if (!this.#isEnding) {
        this.failures.push({ port, problem });
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS));
      }
    }
  }

  /** Resolves when every lane has a connection that works. */
  get isUp() {
    return this.ports.size === this.#agents.length;
  }

  /** Ends the lanes after their current request. */
  async stop() {
    this.#isEnding = true;
    await Promise.all(this.#running);
    for (const agent of this.#agents) agent.destroy();
  }
}

/** One request; `problem` when it failed, `port` of our end of its connection. */
function exchange(url, agent, body) {
  return new Promise((resolve) => {
    let port = 0;
    const options = { agent, method: body === undefined ? 'GET' : 'POST', timeout: REQUEST_LIMIT_MS };
    const outgoing = request(url, options, (incoming) => {
      incoming.resume();
      incoming.on('error', (error) => resolve({ port, problem: error.message }));
      incoming.on('end', () => {
        const { statusCode } = incoming;
        resolve(statusCode === 200 ? { port } : { port, problem: `status ${statusCode}` });
      });
    });
    outgoing.on('socket', (socket) => {
      const note = () => {
        port = socket.localPort ?? port;
      };
      if (socket.connecting) socket.once('connect', note);
      else note();
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${REQUEST_LIMIT_MS} ms`)));
    outgoing.on('error', (error) => resolve({ port, problem: error.message }));
    outgoing.end(body);
  });
}
