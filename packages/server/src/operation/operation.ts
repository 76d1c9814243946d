// What an operation of a command is: whether it reads or modifies, what it asks of the command it stands in, and how it
// is applied to a bin. The registry has one for each operation code.

import { INFO2 } from 'tendril/wire';
import type { Scope } from '../expression/scope.ts';
import type { Log } from '../log.ts';
import type { Reply } from '../message/reply.ts';
import type { Request } from '../message/request.ts';
import type { ServerVersion } from '../server-version.ts';
import type { Bin } from '../storage/record.ts';
import type { BinSet } from './bin-set.ts';
import type { WorkMeter } from './work-meter.ts';

/** What an operation gets to see of its command. */
export interface OperationContext {
  readonly request: Request;
  readonly reply: Reply;
  readonly log: Log;
  /** What the command has cost so far. */
  readonly meter: WorkMeter;
  /** What expressions of the command are evaluated in; the command says what the record is. */
  readonly scope: Scope;
  /** Whose rules hold. */
  readonly version: ServerVersion;
}

export interface ReadOperation {
  readonly access: 'reads';
  /**
   * Adds the answer of operation `i`; `bin` is what the name stands for now. Returns the result code.
   *
   * @throws ParticleError with the server's result code.
   */
  read(context: OperationContext, i: number, name: string, bin: Bin | undefined): number;
}

export interface ModifyOperation {
  readonly access: 'modifies';
  /**
   * Changes what operation `i` names in the working copy and adds its answer. Returns the result code.
   *
   * @throws ParticleError with the server's result code.
   */
  modify(context: OperationContext, i: number, name: string, bins: BinSet): number;
  /** It answers with a result of its own, so the command counts as one that reads as well. */
  readonly hasResult: boolean;
  /** It makes no record where there is none. */
  readonly needsRecord?: boolean;
  /** Its bin name means nothing and may be anything. */
  readonly ignoresName?: boolean;
  /** Whether operation `i` refers to what was there, which a command that replaces the record must not do. */
  dependsOnRecord(request: Request, i: number): boolean;
}

export type Operation = ReadOperation | ModifyOperation;

/** Every operation is to be answered, also one without a value. */
export function respondsToAll({ request }: OperationContext): boolean {
  return (request.info2 & INFO2.RESPOND_ALL_OPS) !== 0;
}

export function isWriteCommand({ request }: OperationContext): boolean {
  return (request.info2 & INFO2.WRITE) !== 0;
}

export function always(): boolean {
  return true;
}
