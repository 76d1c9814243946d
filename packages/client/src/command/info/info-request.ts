// An info request to one node over its command connections: text out, text back, as the server wrote it.

import { PROTO_TYPE } from '../../wire/codes/message.ts';
import { encodeInfoRequest } from '../../wire/info-text.ts';
import type { NodeQuestion } from '../run/node-run.ts';

/** Info commands as a question; the answer is `command TAB value LF` for each. */
export function infoQuestion(commands: readonly string[]): NodeQuestion<string> {
  return {
    name: 'info',
    frame: encodeInfoRequest(commands),
    replyType: PROTO_TYPE.INFO,
    decode: (buffer, start, end) => buffer.toString('utf8', start, end),
  };
}
