// A router whose commands merge, on scripted nodes that take requests apart and answer each record by itself: a read
// gets the bin `n` with the first bytes of its digest, so that a command that was given another's answer shows.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { GET } from '../../src/command/record/get.ts';
import { PUT } from '../../src/command/record/put.ts';
import type { RecordReply } from '../../src/command/record/record-reply.ts';
import type { RouterOptions } from '../../src/command/routing/router.ts';
import type { BinValue } from '../../src/model/bin-value.ts';
import { digestOf } from '../../src/wire/digest.ts';
import type { TableOptions } from './fake-cluster.ts';
import { frameOf, intBin, last, message } from './reply-rows.ts';
import { readRequest, type SeenCommand, type SeenRequest, writes } from './requests.ts';
import { RouterBench, readPolicy, writePolicy } from './router-bench.ts';
import type { Peer } from './scripted-server.ts';

/** Answers a batch; those of single commands are always answered. */
export type AnswerBatch = (peer: Peer, request: SeenRequest) => void;

export type MergingOptions = Partial<RouterOptions> & TableOptions & { readonly columns?: readonly number[] };

/** What a read of that record gets. */
export const bytesAsNumber = (digest: Buffer): number => digest.readUInt32BE(4);

export function answerTo(command: SeenCommand, code = 0): Buffer {
  const ops = code === 0 && !writes(command) ? [intBin(bytesAsNumber(command.digest))] : [];
  return message({ index: command.index, code, ops });
}

export const answerInOrder: AnswerBatch = (peer, { commands }) => {
  peer.send(Buffer.concat([frameOf(...commands.map((command) => answerTo(command))), frameOf(last())]));
};

/** Everything it was asked, in the order of arrival at each node. */
export interface MergingBench extends RouterBench {
  readonly requests: SeenRequest[][];
  read(user: number, policy?: object, signal?: AbortSignal): Promise<RecordReply>;
  write(user: number, policy?: object, signal?: AbortSignal, value?: BinValue): Promise<undefined>;
  /** Fails if the record is another's. */
  readOwn(user: number, policy?: object): Promise<void>;
  /** So many of them in one turn. */
  readMany(count: number, policy?: object): Promise<unknown[]>;
  batches(node?: number): SeenRequest[];
}

const LONG = { totalTimeout: 60_000, socketTimeout: 60_000 };

export async function mergingBench(
  t: TestContext,
  answers: readonly AnswerBatch[] = [answerInOrder],
  options: MergingOptions = {},
): Promise<MergingBench> {
  const requests: SeenRequest[][] = answers.map(() => []);
  const nodes = answers.map((answer, i) => ({
    onFrame: (peer: Peer, frame: Buffer): void => {
      const request = readRequest(frame);
      (requests[i] as SeenRequest[]).push(request);
      if (request.isBatch) answer(peer, request);
      else for (const command of request.commands) peer.send(frameOf(answerTo(command)));
    },
  }));
  const bench = await RouterBench.start(t, nodes, options);
  const key = (user: number) => ({ ns: 'test', set: 'demo', key: user });
  const read = (user: number, policy = {}, signal?: AbortSignal) =>
    bench.run(GET, key(user), undefined, readPolicy({ ...LONG, merge: true, ...policy }), signal);
  const write = (user: number, policy = {}, signal?: AbortSignal, value: BinValue = user) =>
    bench.run(
      PUT,
      key(user),
      { bins: { n: value }, ttl: 0, gen: 0 },
      writePolicy({ ...LONG, merge: true, ...policy }),
      signal,
    );
  const readOwn = async (user: number, policy = {}): Promise<void> => {
    const { bins } = await read(user, policy);
    assert.strictEqual(bins.n, bytesAsNumber(digestOf('demo', user)), `the value of record ${user}`);
  };
  const readMany = (count: number, policy = {}) =>
    Promise.all(Array.from({ length: count }, (_, user) => readOwn(user, policy)));
  const batches = (node = 0) => (requests[node] as SeenRequest[]).filter(({ isBatch }) => isBatch);
  return Object.assign(bench, { requests, read, write, readOwn, readMany, batches });
}

export const rowsOf = (requests: readonly SeenRequest[]): number =>
  requests.reduce((rows, { commands }) => rows + commands.length, 0);
