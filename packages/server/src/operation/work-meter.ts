// What the operations of one command may cost together. A real server has threads for a command that takes long; here
// every connection waits for it, and all that it makes on its way is in this process. What no record could hold is
// refused while it grows, not when it is stored, and so is a command that takes collections apart again and again.

import { COMMAND_WORK_BYTES, ELEMENT_WORK_BYTES } from '../limits.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';

export class WorkMeter {
  #maxRecordBytes = 0;
  #left = 0;

  /** Another command begins, on a namespace with that `max-record-size`. */
  begin(maxRecordBytes: number): void {
    this.#maxRecordBytes = maxRecordBytes;
    this.#left = COMMAND_WORK_BYTES;
  }

  /** What was spent since the command began, in bytes that could have been copied. */
  get spentBytes(): number {
    return COMMAND_WORK_BYTES - this.#left;
  }

  /** The command has cost too much; so will whatever it does next. */
  get isExhausted(): boolean {
    return this.#left < 0;
  }

  /** @throws ParticleError with result code 13 when no record has room for a value of so many bytes or elements. */
  checkSize(size: number): void {
    if (size > this.#maxRecordBytes) throw tooBig(`a value of ${size} is over the limit of ${this.#maxRecordBytes}`);
  }

  /** Counts elements that are taken apart, and bytes that are copied. @throws ParticleError with result code 13. */
  spend(elements: number, bytes: number): void {
    this.#left -= elements * ELEMENT_WORK_BYTES + bytes;
    if (this.#left < 0) throw tooBig('the operations of the command cost too much together');
  }
}

function tooBig(reason: string): ParticleError {
  return new ParticleError(RESULT.RECORD_TOO_BIG, `Too big: ${reason}`);
}
