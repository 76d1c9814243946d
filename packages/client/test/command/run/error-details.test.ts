// What a server says of an error beside its code: asked for by two bits of the request, and told by the error.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BatchDefinition } from '../../../src/command/batch-definition.ts';
import { operateCommand } from '../../../src/command/record/operate.ts';
import { REMOVE } from '../../../src/command/record/remove.ts';
import { BatchRun } from '../../../src/command/run/batch-run.ts';
import { BatchResult } from '../../../src/model/batch-result.ts';
import { errorDetailVerbosity } from '../../../src/model/constants.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { POLICY_DEFAULTS, resolveCommandPolicy } from '../../../src/model/policies/resolve.ts';
import { Record } from '../../../src/model/record.ts';
import { status } from '../../../src/model/status.ts';
import { subcode } from '../../../src/model/subcode.ts';
import type { DetailsReply } from '../../../src/wire/error-details.ts';
import { frame } from '../../helpers/frames.ts';
import { digestIn, field, frameOf, last, message } from '../../helpers/reply-rows.ts';
import { failureOf, KEY, RouterBench, readPolicy, writePolicy } from '../../helpers/router-bench.ts';

const INFO4_AT = 12;
const VERBOSITY = 0x60;
/** A subcode, the text "no element", a trace of phase 2. */
const DETAILS = field(45, Buffer.from('830101 02aa6e6f20656c656d656e74 03810102'.replaceAll(' ', ''), 'hex'));
const { MESSAGE, NONE, SUBCODE, TRACE } = errorDetailVerbosity;

/** A node that answers every request with a code and details, and the fourth info bytes that it saw. */
async function start(t: TestContext, code: number, fields = [DETAILS]): Promise<RouterBench & { info4: number[] }> {
  const info4: number[] = [];
  const onFrame = (peer: { send(bytes: Buffer): void }, bytes: Buffer) => {
    info4.push(bytes[INFO4_AT] as number);
    peer.send(frameOf(message({ code, fields })));
  };
  return Object.assign(await RouterBench.start(t, [{ onFrame } as never]), { info4 });
}

test('an error has the subcode, the text and the trace that were asked for', async (t) => {
  const bench = await start(t, status.ERR_OP_NOT_APPLICABLE);
  const error = await failureOf(bench.get({ errorDetailVerbosity: TRACE }));
  strictEqual(error.code, status.ERR_OP_NOT_APPLICABLE);
  strictEqual(error.subcode, subcode.OPNOT_CDT_INDEX_OUT_OF_BOUNDS);
  strictEqual(error.message.endsWith(' no element (subcode=1)'), true, error.message);
  deepStrictEqual(error.trace, { phase: 2 });
  deepStrictEqual(
    Object.keys(error).filter((name) => name === 'subcode' || name === 'trace'),
    [],
  );
});

test('every command asks by its policy, and one that does not ask is told nothing', async (t) => {
  const bench = await start(t, status.ERR_REQUEST_INVALID);
  const read = [operations.read('a')];
  const write = [operations.incr('a', 1)];
  const meta = { ttl: 0, gen: 0 };
  for (const verbosity of [SUBCODE, MESSAGE, TRACE, NONE]) {
    const policy = { errorDetailVerbosity: verbosity };
    const calls = [
      bench.get(policy),
      bench.put(policy),
      bench.run(REMOVE, KEY, undefined, writePolicy(policy)),
      bench.run(operateCommand(read), KEY, { operations: read, ...meta }, readPolicy(policy)),
      bench.run(operateCommand(write), KEY, { operations: write, ...meta }, writePolicy(policy)),
    ];
    const errors = await Promise.all(calls.map(failureOf));
    deepStrictEqual(bench.info4.splice(0), new Array(5).fill((verbosity << 5) & VERBOSITY));
    const expected = verbosity === NONE ? 0 : 1;
    deepStrictEqual(
      errors.map((error) => error.subcode),
      new Array(5).fill(expected),
    );
    strictEqual(errors[0]?.message.includes('no element'), verbosity !== NONE);
  }
});

test('a server that says nothing more leaves the error as it always was', async (t) => {
  const bench = await start(t, status.ERR_REQUEST_INVALID, []);
  const plain = await failureOf(bench.get());
  const { subcode: none, trace, message: same } = await failureOf(bench.get({ errorDetailVerbosity: TRACE }));
  deepStrictEqual([none, trace, same], [0, undefined, plain.message]);
});

test('a subcode without a text is told after that of the code', async (t) => {
  const bench = await start(t, status.ERR_REQUEST_INVALID, [field(45, Buffer.from('810106', 'hex'))]);
  const error = await failureOf(bench.get({ errorDetailVerbosity: SUBCODE }));
  strictEqual(error.subcode, subcode.PARAM_STRING_PARAMETERS);
  strictEqual(error.message.endsWith(' error subcode=6'), true, error.message);
});

test('verbosity is laid over as every field is, and has a range', () => {
  const base = resolveCommandPolicy(POLICY_DEFAULTS.read, { errorDetailVerbosity: MESSAGE });
  strictEqual(resolveCommandPolicy(base, { maxRetries: 1 }).errorDetailVerbosity, MESSAGE);
  strictEqual(POLICY_DEFAULTS.batch.errorDetailVerbosity, NONE);
  for (const wrong of [4, -1, 'MESSAGE', true]) {
    try {
      resolveCommandPolicy(base, { errorDetailVerbosity: wrong });
    } catch (error) {
      strictEqual((error as { code: number }).code, status.ERR_PARAM);
      continue;
    }
    strictEqual('refused', wrong);
  }
});

test('rows of a batch have details of their own', async (t) => {
  const onFrame = (peer: { send(bytes: Buffer): void }) => {
    peer.send(
      frameOf(
        message({ index: 0, code: 26, fields: [DETAILS] }),
        message({ index: 1, code: 2 }),
        message({ index: 2 }),
        last(),
      ),
    );
  };
  const bench = await RouterBench.start(t, [{ onFrame } as never]);
  const definition: BatchDefinition<number> = {
    name: 'batch',
    rows: [0, 1, 2].map((i) => ({ ns: 'test', digest: digestIn(i, i), isWrite: false })),
    policy: readPolicy({ errorDetailVerbosity: MESSAGE }),
    encodeRows: (w) => w.bytes(frame(3, Buffer.alloc(22))),
    decodeRow: () => 0,
  };
  const told: (DetailsReply | undefined)[] = [];
  await new Promise<void>((onEnd) => {
    new BatchRun(bench.router, definition, {
      onRow: () => {},
      onRowCode: (index, _code, _inDoubt, _attempts, details) => {
        told[index] = details;
      },
      onRowError: () => {},
      onEnd,
    }).start();
  });
  deepStrictEqual(told, [{ subcode: 1, message: 'no element', trace: { phase: 2 } }, undefined]);
});

test('the result of a row tells them without looking different from others', () => {
  const record = new Record({ ns: 'test', key: 1 } as never, {});
  const [plain, detailed] = [new BatchResult(4, record, false), new BatchResult(4, record, false)];
  detailed.setReply({ subcode: 6, message: 'why', trace: undefined });
  deepStrictEqual([detailed.subcode, detailed.message, detailed.trace], [6, 'why', undefined]);
  deepStrictEqual([plain.subcode, plain.message, plain.trace], [0, undefined, undefined]);
  deepStrictEqual(Object.keys(detailed), Object.keys(plain));
});

test('garbled details do not hide the code', async (t) => {
  const bench = await start(t, status.ERR_RECORD_EXISTS, [field(45, Buffer.from('dfffffffff', 'hex'))]);
  const error = await failureOf(bench.get({ errorDetailVerbosity: TRACE }));
  deepStrictEqual([error.code, error.subcode], [status.ERR_RECORD_EXISTS, 0]);
});
