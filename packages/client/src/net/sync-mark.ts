// Proof that a busy connection is in step. Replies carry nothing that ties them to their request, so one that a server
// leaves out, or sends twice, would shift all that follow, and every request would get the reply to another for good. A request whose reply is of another kind, put into the line from time to time, finds
// out: an info request for the server's build, answered in turn like everything else.
//
//   in step:      get get MARK get    out of step:   get get MARK get
//                 msg msg INFO msg                   msg INFO ✗               ✗ the connection is closed
//
// A line that was empty for a while without anything more arriving is in step by that alone, so only connections under
// lasting load have marks at all.

import { PROTO_TYPE } from '../wire/codes/message.ts';
import { encodeInfoRequest } from '../wire/info-text.ts';
import type { Writer } from '../wire/writer.ts';
import { type ReplyVerdict, Request } from './request.ts';

/** Silence on an empty line after which nothing is on its way. */
export const QUIET_MS = 40;

/** How long a line may be busy before it is marked, and from mark to mark. */
export const SYNC_INTERVAL_MS = 250;

const FRAME = encodeInfoRequest(['build']);

export class SyncMark extends Request {
  override encode(w: Writer): void {
    w.bytes(FRAME);
  }

  override onSent(): void {}

  override onReply(type: number): ReplyVerdict {
    return type === PROTO_TYPE.INFO ? 'keep' : 'unreadable';
  }

  override onFailure(): void {}

  override onDeadline(): void {}
}
