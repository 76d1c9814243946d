// An info request to one node over its command connections: text out, text back, as the server wrote it.

import { AerospikeError } from '../../model/error.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import type { NetError } from '../../net/net-error.ts';
import { type ReplyVerdict, Request } from '../../net/request.ts';
import { PROTO_TYPE } from '../../wire/codes/message.ts';
import { encodeInfoRequest } from '../../wire/info-text.ts';
import type { Writer } from '../../wire/writer.ts';
import type { Router } from '../routing/router.ts';
import { type AttemptFailure, CLIENT_FAILURE, commandError, netFailure, timeoutFailure } from '../run/command-error.ts';
import type { Route } from '../run/run-host.ts';

class InfoRequest extends Request {
  readonly #frame: Buffer;
  readonly #route: Route;
  readonly #router: Router;
  readonly #policy: InfoRequestPolicy;
  readonly #resolve: (text: string) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    router: Router,
    route: Route,
    commands: readonly string[],
    policy: InfoRequestPolicy,
    resolve: (text: string) => void,
    reject: (error: Error) => void,
  ) {
    super();
    this.#router = router;
    this.#route = route;
    this.#frame = encodeInfoRequest(commands);
    this.#policy = policy;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { timeout } = this.#policy;
    this.#router.deadlines.add(this, timeout === 0 ? Number.POSITIVE_INFINITY : this.#router.deadlines.now() + timeout);
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
    this.#router.deadlines.remove(this);
    if (type === PROTO_TYPE.INFO) {
      this.#resolve(buffer.toString('utf8', start, end));
      return 'keep';
    }
    this.#fail({ ...CLIENT_FAILURE, message: `Unexpected reply of type ${type}` });
    return 'unreadable';
  }

  override onFailure(error: NetError): void {
    this.#router.deadlines.remove(this);
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
  router: Router,
  nodeName: string,
  commands: readonly string[],
  policy: InfoRequestPolicy,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const route = router.closed ? undefined : router.poolOf(nodeName);
    if (route === undefined) {
      reject(
        AerospikeError.fromCode({
          code: status.ERR_INVALID_NODE,
          message: `The cluster has no node named ${nodeName}`,
        }),
      );
      return;
    }
    new InfoRequest(router, route, commands, policy, resolve, reject).start();
  });
}
