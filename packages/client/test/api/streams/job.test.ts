// Jobs: what counts as done, and waiting until it is. The answers are those of a real server (8.1.2.0).

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { IndexJob, Job, UdfJob } from '../../../src/api/streams/job.ts';
import { jobStatus } from '../../../src/model/constants.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';

/** A client whose nodes answer these, one question after another; the last answer stays. */
function asked(...answers: readonly (readonly string[] | Error)[]) {
  const requests: string[] = [];
  const client = {
    async infoAll(request: string) {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(request);
      if (answer instanceof Error) throw answer;
      return (answer ?? []).map((info, i) => ({ host: { node_id: `B${i}` }, info: `${request}\t${info}\n` }));
    },
  };
  return { client: client as never, requests };
}

const LISTED = 'filename=sums.lua,hash=0a,type=LUA;';
const OTHER = 'filename=other.lua,hash=0b,type=LUA;';

for (const [command, answers, isDone] of [
  [UdfJob.REGISTER, [LISTED, OTHER + LISTED], true],
  [UdfJob.REGISTER, [LISTED, OTHER], false],
  [UdfJob.REGISTER, [LISTED, ''], false],
  [UdfJob.UNREGISTER, [OTHER, ''], true],
  [UdfJob.UNREGISTER, [OTHER, LISTED], false],
] as const) {
  test(`to ${command} a module is ${isDone ? '' : 'not '}done when nodes list ${JSON.stringify(answers)}`, async () => {
    const { client, requests } = asked(answers);
    strictEqual(await new UdfJob(client, 'sums.lua', command).checkStatus(), isDone);
    deepStrictEqual(requests, ['udf-list']);
  });
}

for (const [answers, isDone] of [
  [['keys_per_rec=1;load_pct=100'], true],
  [['load_pct=100', 'load_pct=100'], true],
  [['load_pct=100', 'load_pct=99'], false],
  [[], false],
] as const) {
  test(`an index is ${isDone ? '' : 'not '}built when nodes say ${JSON.stringify(answers)}`, async () => {
    const { client, requests } = asked(answers);
    strictEqual(await new IndexJob(client, 'test', 'people_name').checkStatus(), isDone);
    deepStrictEqual(requests, ['sindex/test/people_name']);
  });
}

test('an index that a node does not know yet is not built, any other error is one', async () => {
  const unknown = AerospikeError.fromCode({ code: status.ERR_INDEX_NOT_FOUND });
  strictEqual(await new IndexJob(asked(unknown).client, 'test', 'i').checkStatus(), false);
  const lost = AerospikeError.fromCode({ code: status.ERR_CONNECTION });
  await rejects(new IndexJob(asked(lost).client, 'test', 'i').checkStatus(), { code: status.ERR_CONNECTION });
});

test('waiting asks until the job is done, by promise and by callback', async () => {
  const first = asked(['load_pct=1'], ['load_pct=50'], ['load_pct=100']);
  await new IndexJob(first.client, 'test', 'i').wait(1);
  strictEqual(first.requests.length, 3);
  const second = asked(['load_pct=1'], ['load_pct=100']);
  await new Promise<void>((resolve, reject) => {
    new IndexJob(second.client, 'test', 'i').waitUntilDone(1, (error) => (error ? reject(error) : resolve()));
  });
  strictEqual(second.requests.length, 2);
});

test('a job in the background is done when its status says so', () => {
  const job = new Job(asked([]).client, 7, 'scan');
  for (const [code, isDone] of [
    [jobStatus.COMPLETED, true],
    [jobStatus.INPROGRESS, false],
    [jobStatus.UNDEF, false],
  ] as const) {
    strictEqual(job.hasCompleted({ status: code, progressPct: 100, recordsRead: 0 }), isDone);
  }
});
