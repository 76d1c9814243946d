// Policies as bits of the message header, the table of docs/protocol/records.md, "Requests". Only policies that the
// vendor's command of the same name sends are sent.

import {
  commitLevel as COMMIT_LEVEL,
  exists as EXISTS,
  gen as GEN,
  readModeAP as READ_MODE_AP,
  readModeSC as READ_MODE_SC,
} from '../../model/constants.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { ERROR_VERBOSITY_SHIFT, INFO1, INFO2, INFO3, INFO4 } from '../../wire/codes/message.ts';
import { beginMessage, setInfo4 } from '../../wire/message.ts';
import type { Writer } from '../../wire/writer.ts';

/** Bits of commands that read, `COMPRESS_RESPONSE` included. */
export function readInfo1(policy: CommandPolicy): number {
  const all = policy.readModeAP === READ_MODE_AP.ALL ? INFO1.CONSISTENCY_LEVEL_ALL : 0;
  return policy.compress ? all | INFO1.COMPRESS_RESPONSE : all;
}

export function readInfo3(policy: CommandPolicy): number {
  switch (policy.readModeSC) {
    case READ_MODE_SC.LINEARIZE:
      return INFO3.SC_READ_TYPE;
    case READ_MODE_SC.ALLOW_REPLICA:
      return INFO3.SC_READ_RELAX;
    case READ_MODE_SC.ALLOW_UNAVAILABLE:
      return INFO3.SC_READ_TYPE | INFO3.SC_READ_RELAX;
    default:
      return 0;
  }
}

/** Starts the frame of a command that only reads, with READ and the bits given, and returns its position for `endMessage`. */
export function beginRead(w: Writer, policy: CommandPolicy, info1: number, info2 = 0): number {
  const bits = INFO1.READ | info1 | readInfo1(policy);
  const touch = policy.readTouchTtlPercent;
  const at = beginMessage(w, bits, info2, readInfo3(policy), 0, touch, serverTimeoutMs(policy));
  if (policy.errorDetailVerbosity !== 0) setInfo4(w, at, detailInfo4(policy));
  return at;
}

/** The time the server has, in ms: that of one attempt; none of its own where the client waits without end. */
export function serverTimeoutMs(policy: CommandPolicy): number {
  return policy.totalTimeout === 0 ? 0 : policy.socketTimeout;
}

export function generationInfo2(gen: number): number {
  if (gen === GEN.EQ) return INFO2.GENERATION;
  return gen === GEN.GT ? INFO2.GENERATION_GT : 0;
}

export function writeInfo2(policy: CommandPolicy): number {
  return (
    generationInfo2(policy.gen) |
    (policy.exists === EXISTS.CREATE ? INFO2.CREATE_ONLY : 0) |
    (policy.durableDelete ? INFO2.DURABLE_DELETE : 0)
  );
}

export function writeInfo3(policy: CommandPolicy): number {
  return existsInfo3(policy.exists) | commitInfo3(policy.commitLevel);
}

export function writeInfo4(policy: CommandPolicy): number {
  const details = policy.errorDetailVerbosity === 0 ? 0 : detailInfo4(policy);
  return policy.onLockingOnly ? details | INFO4.ON_LOCKING_ONLY : details;
}

/** How much is to be said of an error. */
export function detailInfo4({ errorDetailVerbosity }: CommandPolicy): number {
  return errorDetailVerbosity << ERROR_VERBOSITY_SHIFT;
}

export function commitInfo3(commitLevel: number): number {
  return commitLevel === COMMIT_LEVEL.MASTER ? INFO3.COMMIT_LEVEL_MASTER : 0;
}

function existsInfo3(exists: number): number {
  switch (exists) {
    case EXISTS.UPDATE:
      return INFO3.UPDATE_ONLY;
    case EXISTS.REPLACE:
      return INFO3.REPLACE_ONLY;
    case EXISTS.CREATE_OR_REPLACE:
      return INFO3.CREATE_OR_REPLACE;
    default:
      return 0;
  }
}

/** The generation of the header: the expected one if the policy compares it. */
export function headerGeneration(gen: number, generation: number): number {
  return gen === GEN.EQ || gen === GEN.GT ? generation : 0;
}
