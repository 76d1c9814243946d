import { rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { TimeLimit } from '../../../src/command/txn/within-time.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { POLICY_DEFAULTS } from '../../../src/model/policies/resolve.ts';
import { status } from '../../../src/model/status.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';

const policy = { ...POLICY_DEFAULTS.write, totalTimeout: 100 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what is waited for and fails after the time is over ends nothing but the wait', async (t) => {
  const unhandled = t.mock.fn();
  process.on('unhandledRejection', unhandled);
  t.after(() => process.off('unhandledRejection', unhandled));
  const clock = new FakeClock();
  const aborting = new AbortController();
  const limits = [new TimeLimit(clock, policy, undefined), new TimeLimit(clock, policy, aborting.signal)];
  aborting.abort();
  // A machine that is busy with something else lets the time pass between the request and the wait for it.
  clock.advance(100);
  for (const [index, code] of [status.ERR_TIMEOUT, status.ERR_CLIENT_ABORT].entries()) {
    let fail: (error: Error) => void = () => {};
    const request = new Promise<void>((_, reject) => {
      fail = reject;
    });
    await rejects((limits[index] as TimeLimit).wait(request), { code });
    fail(AerospikeError.fromCode({ code: status.ERR_ASYNC_CONNECTION }));
    await turn();
  }
  strictEqual(unhandled.mock.callCount(), 0);
});
