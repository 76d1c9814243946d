// An admin message to one node, and its answer: one block, or for a query as many frames of blocks as it takes.
//
//   answer := block with the result                          of most commands
//   answer := *( frame of +block ) · block with result 50    of queries; a block with another result ends it, too
//
// Specification: docs/protocol/authentication-and-tls.md, "Admin replies".

import { type AdminBlock, type AdminFields, readAdminBlocks, writeAdminRequest } from '../../wire/admin.ts';
import { ADMIN_COMMAND } from '../../wire/codes/admin.ts';
import { MAX_PROTO_BODY_BYTES, PROTO_TYPE } from '../../wire/codes/message.ts';
import { RESULT } from '../../wire/codes/results.ts';
import { WireError } from '../../wire/wire-error.ts';
import { Writer } from '../../wire/writer.ts';
import type { NodeQuestion } from '../run/node-run.ts';

/** An answer: the code that ended it, and the users or roles before that. */
export interface AdminAnswer {
  readonly code: number;
  readonly found: readonly AdminFields[];
}

/** What is asked. */
interface Asked {
  readonly command: number;
  readonly fields: AdminFields;
  /** What refusals mean here, by their codes. */
  readonly failureTexts?: { readonly [code: number]: string };
}

const QUERIES: ReadonlySet<number> = new Set([ADMIN_COMMAND.QUERY_USERS, ADMIN_COMMAND.QUERY_ROLES]);
const REQUEST_BYTES = 512;

export class AdminQuestion implements NodeQuestion<AdminAnswer> {
  readonly name: string;
  readonly frame: Buffer;
  readonly isWrite: boolean;
  readonly hasManyFrames: boolean;
  readonly replyType = PROTO_TYPE.ADMIN;
  readonly #failureTexts: Asked['failureTexts'];
  readonly #found: AdminFields[] = [];
  #bytes = 0;

  /** @throws WireError for fields that have no room in a message. */
  constructor(name: string, { command, fields, failureTexts }: Asked) {
    const w = new Writer(REQUEST_BYTES);
    writeAdminRequest(w, command, fields);
    this.name = name;
    this.#failureTexts = failureTexts;
    this.frame = w.take();
    this.hasManyFrames = QUERIES.has(command);
    this.isWrite = !this.hasManyFrames;
  }

  /** The answer, once it is complete. */
  decode(buffer: Buffer, start: number, end: number): AdminAnswer | undefined {
    this.#bytes += end - start;
    if (this.#bytes > MAX_PROTO_BODY_BYTES) throw new WireError(`An answer of more than ${MAX_PROTO_BODY_BYTES} bytes`);
    const blocks = readAdminBlocks(buffer, start, end);
    if (!this.hasManyFrames) return { code: onlyBlock(blocks).result, found: [] };
    for (const { result, fields } of blocks) {
      if (result === RESULT.SECURITY_OK_LAST) return { code: RESULT.OK, found: this.#found };
      if (result !== RESULT.OK) return { code: result, found: [] };
      this.#found.push(fields);
    }
    return undefined;
  }

  codeOf({ code }: AdminAnswer): number {
    return code;
  }

  failureText(code: number): string | undefined {
    return this.#failureTexts?.[code];
  }

  /** Whether a frame is the last one of an answer that nobody waits for. */
  isLast(buffer: Buffer, start: number, end: number): boolean {
    if (!this.hasManyFrames) return true;
    return readAdminBlocks(buffer, start, end).some(({ result }) => result !== RESULT.OK);
  }
}

function onlyBlock(blocks: readonly AdminBlock[]): AdminBlock {
  const [block] = blocks;
  if (block === undefined) throw new WireError('The answer has no result');
  return block;
}
