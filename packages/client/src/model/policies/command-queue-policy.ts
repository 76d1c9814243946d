// CommandQueuePolicy: policy values for the process-wide queue of the native client.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link CommandQueuePolicy}. */
export interface CommandQueuePolicyOptions {
  /** Commands in progress, 0 for any number; default 0. */
  maxCommandsInProcess?: number | undefined;
  /** Commands waiting, 0 for any number; default 0. */
  maxCommandsInQueue?: number | undefined;
  /** Initial capacity of the queue; default 256. */
  queueInitialCapacity?: number | undefined;
}

/**
 * Policy values for the process-wide queue of the native client; accepted, but Tendril needs no such queue.
 *
 * @example
 * import { CommandQueuePolicy } from 'tendril';
 *
 * console.log(new CommandQueuePolicy({ maxCommandsInProcess: 50 }).maxCommandsInProcess); // 50
 */
export class CommandQueuePolicy implements CommandQueuePolicyOptions {
  maxCommandsInProcess: number | undefined;
  maxCommandsInQueue: number | undefined;
  queueInitialCapacity: number | undefined;

  constructor(props?: CommandQueuePolicyOptions | null) {
    this.maxCommandsInProcess = props?.maxCommandsInProcess;
    this.maxCommandsInQueue = props?.maxCommandsInQueue;
    this.queueInitialCapacity = props?.queueInitialCapacity;
  }
}
