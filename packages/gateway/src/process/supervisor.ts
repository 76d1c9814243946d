// Keeps one worker alive in each slot: starts them, replaces those that end with a growing delay, and ends all of them
// within a deadline. Knows neither node:cluster nor HTTP; the fork and the clock are injected.
import { EventEmitter } from 'node:events';
import { type BackOff, countFailure, delayMs, WORKER_BACK_OFF } from '../back-off.ts';
import type { WorkerStatus } from '../store/database-status.ts';
import type { FromWorker, MetricsPart, ToWorker } from './messages.ts';

export interface WorkerHandle {
  readonly pid: number;
  /** Asks the worker to finish what it does and to end. */
  shutdown(): void;
  tell(message: ToWorker): void;
  kill(): void;
}

/** Starts a worker; the callbacks are called later, never during the call. */
export type Fork = (
  slot: number,
  callbacks: { onMessage(message: FromWorker): void; onExit(reason: string): void },
) => WorkerHandle;

export interface Timers {
  now(): number;
  /** Calls back once after the delay; the result cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

export interface SlotView {
  readonly slot: number;
  readonly pid: number | undefined;
  readonly listening: boolean;
  readonly status: WorkerStatus | undefined;
}

interface Slot {
  readonly slot: number;
  worker: WorkerHandle | undefined;
  startedAt: number;
  failures: number;
  listening: boolean;
  status: WorkerStatus | undefined;
  cancelRestart: (() => void) | undefined;
}

export interface SupervisorEvents {
  /** The worker of a slot accepts connections. */
  listening: [slot: SlotView];
  /** The worker of a slot ended by itself and is started again after the delay. */
  lost: [slot: SlotView, reason: string, delayMs: number];
  cannotListen: [slot: SlotView, error: { readonly code: string; readonly message: string; readonly port: number }];
  /** What a worker knows of the database changed. */
  status: [slot: SlotView];
  /** A worker wants the metrics of all. */
  metricsWanted: [slot: SlotView, id: number];
  /** A worker tells its own. */
  metricsPart: [slot: SlotView, id: number, part: MetricsPart];
  /** No worker has ever worked, and none will. */
  hopeless: [reason: string];
}

/** Failures in a row of one slot, no worker having ever listened, after which trying on makes no sense. */
const HOPELESS_FAILURES = 5;

export class Supervisor extends EventEmitter<SupervisorEvents> {
  readonly #slots: readonly Slot[];
  readonly #fork: Fork;
  readonly #timers: Timers;
  readonly #backOff: BackOff;
  #everListened = false;
  #stopping = false;
  #onAllGone: (() => void) | undefined;

  constructor(count: number, fork: Fork, timers: Timers, backOff: BackOff = WORKER_BACK_OFF) {
    super();
    this.#fork = fork;
    this.#timers = timers;
    this.#backOff = backOff;
    this.#slots = Array.from({ length: count }, (_, index) => ({
      slot: index + 1,
      worker: undefined,
      startedAt: 0,
      failures: 0,
      listening: false,
      status: undefined,
      cancelRestart: undefined,
    }));
  }

  start(): void {
    for (const slot of this.#slots) this.#startWorker(slot);
  }

  get slots(): readonly SlotView[] {
    return this.#slots.map(view);
  }

  /** Ends every worker: asked first, killed after `deadlineMs`. Resolves when none is left. */
  async stop(deadlineMs: number): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      for (const slot of this.#slots) {
        slot.cancelRestart?.();
        slot.worker?.shutdown();
      }
    }
    if (this.#slots.every(({ worker }) => worker === undefined)) return;
    const cancel = this.#timers.after(deadlineMs, () => this.killAll());
    await new Promise<void>((resolve) => {
      const previous = this.#onAllGone;
      this.#onAllGone = () => {
        previous?.();
        resolve();
      };
    });
    cancel();
  }

  /** Sends a message to every worker there is. */
  tell(message: ToWorker): void {
    for (const { worker } of this.#slots) worker?.tell(message);
  }

  /** Sends a message to the worker of a slot, if there is one. */
  tellOne(slot: number, message: ToWorker): void {
    this.#slots[slot - 1]?.worker?.tell(message);
  }

  killAll(): void {
    for (const { worker } of this.#slots) worker?.kill();
  }

  #startWorker(slot: Slot): void {
    slot.startedAt = this.#timers.now();
    slot.cancelRestart = undefined;
    slot.worker = this.#fork(slot.slot, {
      onMessage: (message) => this.#onMessage(slot, message),
      onExit: (reason) => this.#onExit(slot, reason),
    });
  }

  #onMessage(slot: Slot, message: FromWorker): void {
    if (message.type === 'listening') {
      slot.listening = true;
      this.#everListened = true;
      this.emit('listening', view(slot));
    } else if (message.type === 'cannot-listen') {
      this.emit('cannotListen', view(slot), message);
    } else if (message.type === 'metrics-wanted') {
      this.emit('metricsWanted', view(slot), message.id);
    } else if (message.type === 'metrics-part') {
      this.emit('metricsPart', view(slot), message.id, message.part);
    } else {
      const { type: _type, ...status } = message;
      slot.status = status;
      this.emit('status', view(slot));
    }
  }

  #onExit(slot: Slot, reason: string): void {
    const last = view(slot);
    slot.worker = undefined;
    slot.listening = false;
    slot.status = undefined;
    if (this.#stopping) {
      if (this.#slots.every(({ worker }) => worker === undefined)) this.#onAllGone?.();
      return;
    }
    slot.failures = countFailure(this.#backOff, slot.failures, this.#timers.now() - slot.startedAt);
    if (!this.#everListened && slot.failures >= HOPELESS_FAILURES) {
      this.emit('hopeless', `worker ${slot.slot} ended ${slot.failures} times before it could serve: ${reason}`);
      return;
    }
    const delay = delayMs(this.#backOff, slot.failures);
    slot.cancelRestart = this.#timers.after(delay, () => this.#startWorker(slot));
    this.emit('lost', last, reason, delay);
  }
}

const view = ({ slot, worker, listening, status }: Slot): SlotView => ({ slot, pid: worker?.pid, listening, status });
