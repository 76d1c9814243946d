// What the kinds of commands need of their client: its public face, its life, and who keeps count of calls.

import type { CallOwner } from '../../command/record/record-call.ts';
import type { ClientFace, ClientLife } from './client-life.ts';

/** What the kinds of commands need of the client that they are called on: its core. */
export interface CommandHost {
  readonly face: ClientFace;
  readonly life: ClientLife;
  readonly calls: CallOwner;
}
