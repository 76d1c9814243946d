// Filters in the embedded server: what compiling one costs, and what evaluating it on a record.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SERVER_BIN } from '../lib/paths.mjs';
import { finish, measureGroup } from './measure.mjs';

const require = createRequire(import.meta.url);
/** Internals of the server: what is measured here is not public, by the nature of the matter. */
const internal = (path) => require(join(SERVER_BIN, '../../dist/src', path));

const { compileExpression, compileFilter } = internal('expression/expression.js');
const { RecordFilter } = internal('operation/record-filter.js');
const { createBin } = internal('storage/record.js');

const FLOAT = 2;
const STRING = 3;
const INTEGER = 1;
const namespace = { config: { maxRecordSize: 1024 * 1024 }, nowMs: () => 10 };
const digest = 'd'.repeat(20);
const record = {
  generation: 1,
  voidTime: 0,
  lastUpdateMs: 5,
  set: undefined,
  key: undefined,
  size: 100,
  bins: [
    createBin('status', STRING, Buffer.from('open')),
    createBin('stock', INTEGER, Buffer.from('000000000000000c', 'hex')),
    createBin('price', FLOAT, Buffer.alloc(8)),
  ],
};

const FILTERS = {
  '3 nodes: stock > 10': '9303935102a573746f636b0a',
  '5 nodes: stock > 10 and true': '93109303935102a573746f636b0ac3',
  '7 nodes: status = open and stock > 10': '93109301935103a6737461747573a5036f70656e9303935102a573746f636b0a',
};

const cases = {};
for (const [name, hex] of Object.entries(FILTERS)) {
  const bytes = Buffer.from(hex, 'hex');
  const filter = new RecordFilter(compileFilter(bytes));
  cases[`compile ${name}`] = () => compileExpression(bytes);
  cases[`evaluate ${name}`] = () => filter.passes(namespace, digest, record);
}

await measureGroup(cases, { batch: 64 });
finish();
