// A client in a process of its own, for `run-transfers.ts`: makes transfers and says which, before and after, until it is
// killed. At the request that it is to die at, it kills itself as the kernel would: nothing is closed or said.

import { AerospikeError } from '../../src/index.ts';
import { Random } from '../helpers/random.ts';
import { type Breakage, breakClients } from './break-clients.ts';
import { type Death, MortalClient } from './mortal-link.ts';
import { config, type Fate, make, someTransfer, type Transfer } from './transfer.ts';

export interface ClientOrder {
  readonly hosts: string;
  readonly seed: number;
  /** Of the names of its transfers. */
  readonly prefix: string;
  readonly death: Death | undefined;
  readonly broken: Breakage | undefined;
}

export type ClientReport =
  | { readonly isUp: true }
  | { readonly transfer: Transfer }
  | { readonly name: string; readonly fate: Fate }
  | { readonly complaint: string };

async function main({ hosts, seed, prefix, death, broken }: ClientOrder): Promise<void> {
  const random = new Random(seed);
  if (broken !== undefined) breakClients(broken);
  const { client } = new MortalClient(config(hosts), death, () => process.kill(process.pid, 'SIGKILL'));
  process.on('disconnect', () => process.exit());
  try {
    await client.connect();
  } catch (error) {
    // It was a node that it came to which died.
    if (error instanceof AerospikeError) process.exit(0);
    throw error;
  }
  await tell({ isUp: true });
  for (let count = 0; ; count++) {
    const transfer = someTransfer(`${prefix}${count}`, random);
    await tell({ transfer });
    const complaints: string[] = [];
    const fate = await make(client, transfer, (text) => complaints.push(text));
    for (const complaint of complaints) await tell({ complaint });
    await tell({ name: transfer.name, fate });
  }
}

/** Resolves when the other process has it, whatever becomes of this one. */
function tell(report: ClientReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new Error('This is started by run-transfers.ts');
    process.send(report, undefined, undefined, () => resolve());
  });
}

void main(JSON.parse(process.argv[2] ?? '{}') as ClientOrder);
