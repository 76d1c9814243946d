// An info request to one node over its command connections: text out, text back, as the server wrote it.

import { AerospikeError } from '../model/error.ts';
import type { InfoRequestPolicy } from '../model/policies/resolve.ts';
import { status } from '../model/status.ts';
import type { NetError } from '../net/net-error.ts';
import { type ReplyVerdict, Request } from '../net/request.ts';
import { PROTO_TYPE } from '../wire/constants.ts';
import { encodeInfoRequest } from '../wire/info-text.ts';
import type { Writer } from '../wire/writer.ts';
import { type AttemptFailure, CLIENT_FAILURE, commandError, netFailure, timeoutFailure } from './command-error.ts';
import type { CommandEngine } from './engine.ts';
import type { Route } from './run-host.ts';

class InfoRequest extends Request {
  readonly #frame: Buffer;
  readonly #route: Route;
  readonly #engine: CommandEngine;
  readonly #policy: InfoRequestPolicy;
  readonly #resolve: (text: string) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    engine: CommandEngine,
    route: Route,
    commands: readonly string[],
    policy: InfoRequestPolicy,
    resolve: (text: string) => void,
    reject: (error: Error) => void,
  ) {
    super();
    this.#engine = engine;
    this.#route = route;
    this.#frame = encodeInfoRequest(commands);
    this.#policy = policy;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { timeout } = this.#policy;
    this.#engine.deadlines.add(this, timeout === 0 ? Number.POSITIVE_INFINITY : this.#engine.deadlines.now() + timeout);
    try {
      this.#route.pool.submit(this);
    } catch (error) {
      this.onFailure(error as NetError);
    }
  }

  override encode(w: Writer): void {
    w.bytes(this.#frame);
  }

  override onSent(): void {}

  override onReply(type: number, buffer: Buffer, start: number, end: number): ReplyVerdict {
    this.#engine.deadlines.remove(this);
    if (type === PROTO_TYPE.INFO) {
      this.#resolve(buffer.toString('utf8', start, end));
      return 'keep';
    }
    this.#fail({ ...CLIENT_FAILURE, message: `Unexpected reply of type ${type}` });
    return 'unreadable';
  }

  override onFailure(error: NetError): void {
    this.#engine.deadlines.remove(this);
    this.#fail(netFailure(error));
  }

  override onDeadline(): void {
    this.#route.pool.withdraw(this, this.#policy.timeoutDelay, true);
    this.#fail(timeoutFailure('no info reply', true));
  }

  #fail(failure: AttemptFailure): void {
    this.#reject(
      commandError(failure, { isWrite: false, sent: 0, sentBefore: 0, attempts: 1, node: this.#route.name }),
    );
  }
}

/**
 * Sends info commands to the node of that name and resolves with the reply, `command TAB value LF` for each.
 *
 * @throws AerospikeError when there is no such node, or it does not answer.
 */
export function requestInfo(
  engine: CommandEngine,
  nodeName: string,
  commands: readonly string[],
  policy: InfoRequestPolicy,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const route = engine.closed ? undefined : engine.poolOf(nodeName);
    if (route === undefined) {
      reject(
        AerospikeError.fromCode({
          code: status.ERR_INVALID_NODE,
          message: `The cluster has no node named ${nodeName}`,
        }),
      );
      return;
    }
    new InfoRequest(engine, route, commands, policy, resolve, reject).start();
  });
}
