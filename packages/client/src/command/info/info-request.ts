// An info request to one node over its command connections: text out, text back, as the server wrote it.

import { AerospikeError } from '../../model/error.ts';
import type { InfoRequestPolicy } from '../../model/policies/resolve.ts';
import { status } from '../../model/status.ts';
import { PROTO_TYPE } from '../../wire/codes/message.ts';
import { encodeInfoRequest } from '../../wire/info-text.ts';
import type { Router } from '../routing/router.ts';
import { NodeRun } from '../run/node-run.ts';
import { rejectLater } from '../run/settle-later.ts';

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
  const route = router.closed ? undefined : router.poolOf(nodeName);
  if (route === undefined) {
    return rejectLater(
      AerospikeError.fromCode({
        code: status.ERR_INVALID_NODE,
        message: `The cluster has no node named ${nodeName}`,
      }),
    );
  }
  const question = {
    name: 'info',
    frame: encodeInfoRequest(commands),
    replyType: PROTO_TYPE.INFO,
    decode: (buffer: Buffer, start: number, end: number) => buffer.toString('utf8', start, end),
  };
  return new Promise((onResult, onError) => {
    new NodeRun(router, question, policy.timeout, policy.timeoutDelay, { onResult, onError }).ask(route);
  });
}
