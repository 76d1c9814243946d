// Where commands wait while their client connects: in the order of the calls, each under its own limits of time, as
// many and as large as the room takes. Starting them and telling how they failed is theirs.

import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import { AbortListeners } from '../../command/run/abort-listeners.ts';
import { afterTurn } from '../../command/run/settle-later.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import type { DeadlineEntry, DeadlineWheel } from '../../time/deadlines.ts';

/** Commands that may wait at a time, as many as may wait for a connection to one node. */
export const MAX_WAITING = 65_536;
/** Bytes that their requests may have together. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** A command that waits. Exactly one of the two is called, once. */
export interface WaitingCommand {
  /** Its share of {@link MAX_WAITING_BYTES}. */
  readonly bytes: number;
  /** The client is connected; `leftMs` of its time limit are left, or all of it if it has none. */
  start(link: ClusterLink, leftMs: number): void;
  fail(error: AerospikeError): void;
}

class Guest implements DeadlineEntry {
  deadlineMs = 0;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;
  readonly command: WaitingCommand;
  readonly signal: AbortSignal | undefined;
  readonly #room: WaitingRoom;

  constructor(room: WaitingRoom, command: WaitingCommand, signal: AbortSignal | undefined) {
    this.#room = room;
    this.command = command;
    this.signal = signal;
  }

  onDeadline(): void {
    const message = 'Client timeout: not connected within totalTimeout';
    this.#room.dismiss(this, AerospikeError.fromCode({ code: status.ERR_TIMEOUT, message }));
  }

  abort({ reason }: AbortSignal): void {
    const message = 'The command was aborted';
    this.#room.dismiss(this, AerospikeError.fromCode({ code: status.ERR_CLIENT_ABORT, message, cause: reason }));
  }
}

export class WaitingRoom {
  readonly #guests = new Set<Guest>();
  readonly #listeners = new AbortListeners();
  readonly #wheel: DeadlineWheel;
  #bytes = 0;

  constructor(wheel: DeadlineWheel) {
    this.#wheel = wheel;
  }

  /**
   * Lets a command wait, `limitMs` at most; 0 for as long as connecting takes.
   *
   * @throws AerospikeError `ERR_ASYNC_QUEUE_FULL`
   */
  enter(command: WaitingCommand, limitMs: number, signal?: AbortSignal): void {
    if (this.#guests.size >= MAX_WAITING || this.#bytes + command.bytes > MAX_WAITING_BYTES) {
      const message = `${this.#guests.size} commands wait for the client to connect already`;
      throw AerospikeError.fromCode({ code: status.ERR_ASYNC_QUEUE_FULL, message });
    }
    const guest = new Guest(this, command, signal);
    this.#guests.add(guest);
    this.#bytes += command.bytes;
    this.#wheel.add(guest, limitMs === 0 ? Number.POSITIVE_INFINITY : this.#wheel.now() + limitMs);
    if (signal?.aborted) guest.abort(signal);
    else if (signal !== undefined) this.#listeners.add(signal, guest);
  }

  /** Starts all of them, in the order in which they came. */
  open(link: ClusterLink): void {
    const nowMs = this.#wheel.now();
    for (const guest of this.#leave()) guest.command.start(link, Math.max(1, Math.ceil(guest.deadlineMs - nowMs)));
  }

  /** Fails all of them, each with an error of its own. */
  refuse(makeError: () => AerospikeError): void {
    for (const guest of this.#leave()) guest.command.fail(makeError());
  }

  dismiss(guest: Guest, error: AerospikeError): void {
    if (!this.#guests.delete(guest)) return;
    this.#bytes -= guest.command.bytes;
    this.#forget(guest);
    afterTurn(() => guest.command.fail(error));
  }

  #leave(): Guest[] {
    const guests = [...this.#guests];
    this.#guests.clear();
    this.#bytes = 0;
    for (const guest of guests) this.#forget(guest);
    return guests;
  }

  #forget(guest: Guest): void {
    this.#wheel.remove(guest);
    if (guest.signal !== undefined) this.#listeners.remove(guest.signal, guest);
  }
}
