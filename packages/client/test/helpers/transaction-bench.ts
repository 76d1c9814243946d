// A client whose commands go to one scripted node that knows the steps of a transaction: it answers each as a test says,
// and as a server would where the test says nothing. Time is driven by hand.

import type { TestContext } from 'node:test';
import type { Client } from '../../src/api/client.ts';
import type { ConfigOptions } from '../../src/api/configuration/config.ts';
import { type FakeLink, fakeClient } from '../api/fake-link.ts';
import { field, frameOf, intBin, last, type MessageParts, message } from './reply-rows.ts';
import { readRequest, type SeenCommand, type SeenRequest, writes } from './requests.ts';
import { RouterBench } from './router-bench.ts';
import type { Peer } from './scripted-server.ts';

/** What a request is for. */
export type Step = 'read' | 'write' | 'batch' | 'add' | 'verify' | 'decide' | 'forward' | 'back' | 'close';

/** How a step is answered: with a code, a whole answer to each record, not at all, or by the end of the connection. */
export type Answer = number | MessageParts | ((command: SeenCommand) => MessageParts) | NoAnswer;
type NoAnswer = 'silence' | 'cut';

export interface SeenStep {
  readonly step: Step;
  readonly request: SeenRequest;
  readonly frame: Buffer;
}

/** Fields of requests and replies. */
export const FIELD = { SET: 1, VERSION: 3, ID: 5, DEADLINE: 6 } as const;

/** Version of every record that is read, and the deadline of every transaction. */
export const VERSION: Buffer = Buffer.from('08ebbb3b7c0100', 'hex');
export const DEADLINE: Buffer = Buffer.from('8ac1cd1f', 'hex');

const VERIFY = 0x01;
const FORWARD = 0x02;
const BACK = 0x04;
const DELETE = 0x02;

function stepOf({ isBatch, commands }: SeenRequest): Step {
  const command = commands[0] as SeenCommand;
  const info4 = command.info[3] as number;
  if ((info4 & VERIFY) !== 0) return 'verify';
  if ((info4 & FORWARD) !== 0) return 'forward';
  if ((info4 & BACK) !== 0) return 'back';
  if (isBatch) return 'batch';
  if (command.fields.find(({ type }) => type === FIELD.SET)?.value.toString() === '<ERO~MRT')
    return monitorStep(command);
  return writes(command) ? 'write' : 'read';
}

function monitorStep({ info, ops }: SeenCommand): Step {
  if (((info[1] as number) & DELETE) !== 0) return 'close';
  return ops.some((op) => op.includes('fwd')) ? 'decide' : 'add';
}

const version = field(FIELD.VERSION, VERSION);
const DEFAULTS: { readonly [step in Step]: Answer } = {
  read: { fields: [version], ops: [intBin(1)] },
  write: {},
  batch: (command) => (writes(command) ? {} : { fields: [version], ops: [intBin(1)] }),
  add: { fields: [field(FIELD.DEADLINE, DEADLINE)] },
  verify: {},
  decide: {},
  forward: {},
  back: {},
  close: {},
};

export class TransactionBench {
  readonly client: Client;
  readonly router: RouterBench;
  /** Every request, in the order in which they came. */
  readonly seen: SeenStep[] = [];
  /** What each step is answered: the entries one after the other, then as a server would. */
  readonly script: Partial<Record<Step, Answer[]>> = {};

  private constructor(client: Client, router: RouterBench, seen: SeenStep[], script: TransactionBench['script']) {
    this.client = client;
    this.router = router;
    this.seen = seen;
    this.script = script;
  }

  static async start(t: TestContext, config: ConfigOptions = {}): Promise<TransactionBench> {
    const seen: SeenStep[] = [];
    const script: TransactionBench['script'] = {};
    const router = await RouterBench.start(
      t,
      [
        {
          onFrame(peer, frame) {
            const request = readRequest(frame);
            const step = stepOf(request);
            seen.push({ step, request, frame });
            answer(peer, request, script[step]?.shift() ?? DEFAULTS[step]);
          },
        },
      ],
      { strongConsistency: true },
    );
    const prepare = (link: FakeLink): void => {
      const { run, runBatch } = router.router;
      link.run = run.bind(router.router);
      link.runBatch = runBatch.bind(router.router);
    };
    const { client } = fakeClient({ ...config }, prepare, router.clock);
    t.after(() => client.close());
    await client.connect();
    return new TransactionBench(client, router, seen, script);
  }

  /** The steps that the node has seen, since the last call. */
  steps(): Step[] {
    return this.seen.splice(0).map(({ step }) => step);
  }

  /** Lets time pass until a promise is settled, and says what became of it. */
  async after<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => {});
    await this.router.passUntil(promise);
    return promise;
  }
}

const silent = new WeakSet<Peer>();

function answer(peer: Peer, { isBatch, commands }: SeenRequest, given: Answer): void {
  // A server answers in order: behind what it does not answer it answers nothing.
  if (given === 'silence') silent.add(peer);
  if (given === 'silence' || silent.has(peer)) return;
  if (given === 'cut') {
    peer.reset();
    return;
  }
  const messages = commands.map((command) => {
    if (typeof given === 'number') return message({ code: given, index: command.index });
    const parts = typeof given === 'function' ? given(command) : given;
    return message({ ...parts, index: command.index });
  });
  peer.send(frameOf(...messages, ...(isBatch ? [last()] : [])));
}

/** The fields of a type in a command. */
export function fieldOf(command: SeenCommand | undefined, type: number): Buffer | undefined {
  return command?.fields.find((each) => each.type === type)?.value;
}
