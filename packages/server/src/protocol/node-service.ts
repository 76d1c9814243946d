// All that arrives at a node's service port, by frame type: info, data and admin messages, and the kinds of message to
// which a Community Edition server has a fixed answer (docs/protocol/framing.md, "Bad input" and
// docs/protocol/authentication-and-tls.md, "Admin messages").

import { PROTO_TYPE, type Writer, writeAdminReply } from 'tendril/wire';
import type { NodeState } from '../cluster/node-state.ts';
import type { Job } from '../command/job.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import { Reply } from '../message/reply.ts';
import { Request } from '../message/request.ts';
import type { QueryNode } from '../query/record-query-job.ts';
import { RESULT } from '../result-code.ts';
import type { AdminService } from '../security/admin-service.ts';
import { serveInfo, writeInfoFailure } from './info-job.ts';
import { MessageService } from './message-service.ts';
import type { ConnectionState, FrameService } from './service-connection.ts';

/** Answers the text of an info request, at once or later. */
export type InfoHandler = (requestText: string, connection: ConnectionState) => string | Promise<string>;

export class NodeService implements FrameService {
  readonly #messages: MessageService;
  readonly #info: InfoHandler;
  /** Undefined where there is no security. */
  readonly #admin: AdminService | undefined;
  readonly #reply: Reply;
  readonly #xdrRequest = new Request();
  readonly #out: Writer;

  constructor(
    node: NodeState,
    info: InfoHandler,
    out: Writer,
    maxBatchRows: () => number,
    indexes: NodeIndexes,
    queries: QueryNode,
    admin: AdminService | undefined,
  ) {
    this.#messages = new MessageService(node, out, maxBatchRows, indexes, queries);
    this.#info = info;
    this.#admin = admin;
    this.#reply = new Reply(out);
    this.#out = out;
  }

  serve(
    type: number,
    buffer: Buffer,
    bodyStart: number,
    bodyEnd: number,
    connection: ConnectionState,
  ): Job | undefined {
    if (type === PROTO_TYPE.MESSAGE) return this.#messages.handle(buffer, bodyStart, bodyEnd, connection.principal);
    if (type === PROTO_TYPE.INFO)
      return serveInfo(this.#out, this.#info(buffer.toString('latin1', bodyStart, bodyEnd), connection));
    if (type === PROTO_TYPE.ADMIN && this.#admin !== undefined)
      return this.#admin.serve(buffer, bodyStart, bodyEnd, connection);
    this.#serveOther(type, buffer, bodyStart, bodyEnd);
    return undefined;
  }

  #serveOther(type: number, buffer: Buffer, bodyStart: number, bodyEnd: number): void {
    switch (type) {
      case PROTO_TYPE.ADMIN:
        writeAdminReply(this.#out, RESULT.SECURITY_NOT_SUPPORTED);
        return;
      case PROTO_TYPE.COMPRESSED:
        this.#serveResult(RESULT.ENTERPRISE_ONLY);
        return;
      default:
        // What one server ships to another: read only as far as the server does, and never answered when well-formed.
        if (!this.#xdrRequest.parse(buffer, bodyStart, bodyEnd)) this.#serveResult(RESULT.PARAMETER);
    }
  }

  serveFailure(type: number): void {
    if (type === PROTO_TYPE.INFO) writeInfoFailure(this.#out);
    else if (type === PROTO_TYPE.ADMIN) writeAdminReply(this.#out, RESULT.UNKNOWN);
    else this.#serveResult(RESULT.UNKNOWN);
  }

  #serveResult(resultCode: number): void {
    this.#reply.begin();
    this.#reply.finish(resultCode);
  }
}
