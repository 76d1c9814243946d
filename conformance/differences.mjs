// Every difference that is meant to be, with its reason. What is not here must be the same; and an entry that no
// longer describes a difference fails the judge, so that the tables stay true.
// An entry: scenario and step (a text or a pattern; any step when left out), aspect ('outcome' unless said), `when` for
// what must be seen, reason.

const PARAM = -2;
const NOT_FOUND = 2;
const errorOf = (outcome) => outcome?.rejected ?? outcome?.threw ?? outcome?.args?.[0];
const refused = (actual) => errorOf(actual)?.code === PARAM && actual.threw === undefined;
const absent = (actual) => errorOf(actual)?.code === NOT_FOUND;
const nothingSent = (actual) => actual.length === 0;
const succeeds = (actual) => actual.resolved !== undefined;
/** One request each; only Tendril's sends the user key that the client is configured to send. */
const fillsInKey = (actual, expected) =>
  actual.length === 1 &&
  expected.length === 1 &&
  actual[0].fields.key !== undefined &&
  expected[0].fields.key === undefined;
const vendorThrewTypeError = (actual, expected) => refused(actual) && errorOf(expected)?.isTypeError === true;

const EACH_VALUE = 'values: each value type is written and read';
const UNSTORABLE = /(object with toJSON|Date|RegExp|String object|Number object|Boolean object|Set|Error)$/;

const REASONS = {
  clones:
    'Bytes that went through JSON, structuredClone or a message are taken as the bytes they were; the vendor refuses them',
  typeError:
    'An argument of a wrong type is an AerospikeError PARAM, but for administration, through the promise or the callback and never thrown; the vendor has TypeErrors without code, thrown at once in the callback form',
  host: 'A host that cannot be read is an AerospikeError PARAM; the vendor throws at once',
  silent: 'The vendor stores or sends something else than it was given (0, {}, a cut text) and says nothing; refused',
  follows: 'Follows from the step before it: what was refused was not stored',
  abort: 'The vendor ends the process',
  pool: 'The vendor fails when its 100 connections are busy; commands wait for a connection',
  bigint: 'The vendor cannot use a BigInt in an operation',
  layered:
    'A policy given to a command is filled in from the configured one, as documented; the vendor forgets that one',
  detail: 'The message says what is wrong and where',
  early: 'Refused before it is sent; the server refuses it with 4',
  mapIncrement:
    'The vendor refuses to increment a map entry without an amount, which its types allow; it is 1, as in lists',
  nullPolicy: 'The vendor refuses null for the policy of an operation on maps and takes it for lists; it is no policy',
  lscan: 'The vendor looks for the last bit where the first is asked for',
  batchReadWrites: 'The vendor refuses operations that write in `batchRead`, unless it has one row: refused always',
  retry:
    'The vendor never retries what the server reports as timeout, unavailable or overload; retried as often as the policy allows, after which a write is in doubt',
};

const BAD_OPERATIONS = 'collections: bad input';
const SILENT_OPERATIONS = /^(policy that is text|map items that are an array|map context that is a number)$/;
const EARLY_OPERATIONS = /^(map key that is (an object|null|a fraction)|context without steps)$/;
const collectionDifferences = [
  { scenario: 'collections: maps', step: /^increment by 1/, reason: 'mapIncrement' },
  { scenario: 'collections: in batches', step: 'read one with writes', when: refused, reason: 'batchReadWrites' },
  { scenario: BAD_OPERATIONS, step: SILENT_OPERATIONS, reason: 'silent' },
  { scenario: BAD_OPERATIONS, step: EARLY_OPERATIONS, reason: 'early' },
  { scenario: BAD_OPERATIONS, step: 'map policy that is null', reason: 'nullPolicy' },
].map(({ reason, ...entry }) => ({ ...entry, reason: REASONS[reason] }));

/** Tendril's outcomes against those of the vendor's client. */
export const outcomes = [
  ...collectionDifferences,
  { scenario: 'collections: contexts', step: /^map rank /, aspect: 'message', reason: REASONS.detail },
  {
    scenario: 'model: Key construction',
    step: 'typed array',
    when: (actual) => actual.value !== undefined,
    reason: REASONS.clones,
  },
  { scenario: 'dropIn: keys from elsewhere', step: /through JSON$/, when: succeeds, reason: REASONS.clones },
  { scenario: /^badInput: /, when: vendorThrewTypeError, reason: REASONS.typeError },
  { scenario: 'callbacks: errors', when: vendorThrewTypeError, reason: REASONS.typeError },
  { scenario: 'batch: bad input', when: vendorThrewTypeError, reason: REASONS.typeError },
  { scenario: 'batch: bad input', aspect: 'message', reason: REASONS.detail },
  { scenario: 'badInput: info', step: 'info with a bad host', when: refused, reason: REASONS.host },
  { scenario: /^badInput: operate with (null|undefined) for/, when: refused, reason: REASONS.abort },
  { scenario: /^badInput: policies/, step: /timeout (negative|NaN)$/, when: refused, reason: REASONS.silent },
  { scenario: 'badInput: select', step: /^array of /, when: refused, reason: REASONS.silent },
  { scenario: 'badInput: operate', step: 'touch a string', when: refused, reason: REASONS.silent },
  { scenario: 'badInput: bins to write', step: 'put function', when: refused, reason: REASONS.silent },
  { scenario: 'badInput: bins to write', aspect: 'message', step: /^add /, reason: REASONS.detail },
  { scenario: 'badInput: values that cannot be stored', step: /^put /, when: refused, reason: REASONS.silent },
  { scenario: 'badInput: values that cannot be stored', step: /^get /, when: absent, reason: REASONS.follows },
  {
    scenario: 'badInput: values that cannot be stored',
    step: /^put .*bigint/,
    aspect: 'message',
    reason: REASONS.detail,
  },
  { scenario: 'badInput: operate', step: /without value$/, aspect: 'message', reason: REASONS.detail },
  { scenario: /: info/, step: /^unknown command$/, aspect: 'message', reason: 'The vendor appends the address' },
  {
    scenario: /^queries: /,
    step: /^(a name that is taken|a time to come)$/,
    aspect: 'message',
    reason: 'The vendor appends the address',
  },
  {
    scenario: 'info: info, infoAny, infoAll, infoNode',
    step: 'info of nobody',
    aspect: 'message',
    reason: 'The system says it in its own words',
  },
  {
    scenario: 'badInput: info',
    step: 'infoNode of an unknown node',
    reason: 'The vendor resolves null; rejected, because nothing was asked',
    when: (actual) => errorOf(actual)?.code === -8,
  },
  {
    scenario: EACH_VALUE,
    step: /^put .*(object with toJSON|Date|RegExp|String object|Number object|Boolean object|Set|Error)$/,
    when: refused,
    reason: REASONS.silent,
  },
  { scenario: EACH_VALUE, step: UNSTORABLE, when: absent, reason: REASONS.follows },
  {
    scenario: EACH_VALUE,
    step: 'get string with NUL',
    reason: 'The vendor cuts a string at its first NUL',
    when: (actual) => actual.resolved?.v === 'a\u0000b',
  },
  {
    scenario: 'values: bin names',
    step: /^select (16 bytes|8 characters)/,
    when: refused,
    reason: 'The vendor cuts a long name and reads another bin',
  },
  {
    scenario: 'values: bin names',
    step: /with NUL$/,
    reason: 'The vendor cuts a name at its first NUL and uses another bin',
  },
  { scenario: 'writes: add', step: /^(bigint|wraps|get)$/, when: succeeds, reason: REASONS.bigint },
  {
    scenario: 'operations: written values of every type',
    step: 'write and read bigint',
    when: succeeds,
    reason: REASONS.bigint,
  },
  { scenario: 'writes: many records', step: /^300 /, when: succeeds, reason: REASONS.pool },
  { scenario: 'reads: read policies', step: /readTouchTtlPercent 101$/, when: refused, reason: REASONS.silent },
  { scenario: 'writePolicies: exists', step: 'an unknown value', when: refused, reason: REASONS.silent },
  {
    scenario: 'writePolicies: default policies of the client',
    step: 'put with an empty policy',
    reason: REASONS.layered,
    when: (actual) => errorOf(actual)?.code === 5,
  },
  {
    scenario: 'writePolicies: generation',
    step: 'gen 65536',
    when: refused,
    reason: 'No record can have that generation; the vendor sends 0 instead',
  },
  { scenario: 'timeToLive: values', step: /^(NaN|infinity|beyond 32 bits) /, when: refused, reason: REASONS.silent },
  {
    scenario: 'timeToLive: values',
    step: 'minus four',
    when: refused,
    reason: REASONS.early,
  },
  {
    scenario: 'timeToLive: values',
    step: /^read after (NaN|infinity|beyond 32 bits)$/,
    when: absent,
    reason: REASONS.follows,
  },
  {
    scenario: 'lifecycle: bad configuration',
    step: 'hosts empty array',
    reason: 'Without a host there is nothing to connect to; the vendor says so only when it connects',
    when: (actual) => actual.threw?.message.startsWith('Invalid client configuration'),
  },
  {
    scenario: 'model: AerospikeError',
    step: 'own properties',
    reason: 'More properties: attempts, node',
    when: (actual, expected) => expected.value.every((name) => actual.value.includes(name)),
  },
  {
    scenario: /^serverErrors: /,
    step: '64 character set',
    reason: 'The vendor cuts the name at 63 characters and writes to another set; the server refuses it',
    when: (actual) => errorOf(actual)?.code === 4,
  },
  {
    scenario: /^(faults: (silence|cut connections)|dropIn: what counts against a node)$/,
    aspect: 'message',
    reason: 'Says in other words what happened',
  },
  {
    scenario: 'faults: every result code',
    step: /^put.*, (11|18)$/,
    reason: REASONS.retry,
    when: (actual, expected) => actual.rejected?.code === expected.rejected.code && actual.rejected.inDoubt,
  },
];

/** Requests that Tendril sends against those of the vendor's client. */
export const requests = [
  ...collectionDifferences.map(({ when: _, ...entry }) => entry),
  { scenario: 'collections: bits', step: 'scan from the left', reason: REASONS.lscan },
  {
    scenario: /^(scans: pages|queries: filters)$/,
    step: /page/,
    reason: 'The vendor asks for all records and drops the rest of each page; a page asks for as many as it takes',
  },
  {
    scenario: 'scans: events',
    step: 'abort',
    reason: 'The vendor closes the connection, which a node notices late; it is told that the job is given up',
  },
  {
    scenario: 'dropIn: keys from elsewhere',
    step: /through JSON$/,
    when: (actual, expected) => actual.length === 1 && expected.length === 0,
    reason: REASONS.clones,
  },
  { scenario: /^badInput: /, when: nothingSent, reason: REASONS.silent },
  { scenario: EACH_VALUE, step: UNSTORABLE, when: nothingSent, reason: REASONS.silent },
  { scenario: EACH_VALUE, step: 'put string with NUL', reason: 'The vendor cuts a string at its first NUL' },
  {
    scenario: 'values: bin names',
    step: /^select (16 bytes|8 characters)/,
    when: nothingSent,
    reason: 'The vendor cuts a long name and reads another bin',
  },
  { scenario: 'values: bin names', step: /with NUL$/, reason: 'The vendor cuts a name at its first NUL' },
  { scenario: 'writes: add', step: /^(bigint|wraps)$/, reason: REASONS.bigint },
  { scenario: 'operations: written values of every type', step: 'write and read bigint', reason: REASONS.bigint },
  { scenario: 'writes: many records', step: /^300 /, reason: REASONS.pool },
  { scenario: 'reads: read policies', step: /readTouchTtlPercent 101$/, when: nothingSent, reason: REASONS.silent },
  { scenario: 'writePolicies: exists', step: 'an unknown value', when: nothingSent, reason: REASONS.silent },
  { scenario: 'writePolicies: generation', step: 'gen 65536', when: nothingSent, reason: REASONS.silent },
  {
    scenario: 'timeToLive: values',
    step: /^(NaN|infinity|beyond 32 bits|minus four)/,
    when: nothingSent,
    reason: REASONS.silent,
  },
  { scenario: /^serverErrors: /, step: '64 character set', reason: 'The vendor cuts the name at 63 characters' },
  {
    scenario: 'writePolicies: default policies of the client',
    step: /^(put with own exists|put with an empty policy|get with own timeout)$/,
    when: fillsInKey,
    reason: REASONS.layered,
  },
  {
    scenario: 'operations: operate policies',
    step: /^read, (gen|exists|commit|durable)/,
    reason: 'The vendor sends the bits of write policies with reads as well, where the server ignores them',
  },
  {
    scenario: 'operations: operate policies',
    step: 'write, readModeAP',
    reason: 'The vendor sends the bit of a read mode with a write, where the server ignores it',
  },
  {
    scenario: 'faults: every result code',
    step: /^(get|put|exists|put with three retries), (9|11|18)$/,
    when: (actual) => actual.length > 1,
    reason: REASONS.retry,
  },
].map((entry) => ({ aspect: 'request', ...entry }));

/** Answers of the embedded server to raw probes against those of the real one, by probe name. */
export const answers = [
  {
    scenario: 'framing: type 5',
    reason: 'A frame of the internal shipping protocol: the real server hangs, the embedded one refuses it and goes on',
  },
].map((entry) => ({ aspect: 'answer', ...entry }));

/** Outcomes of the vendor's client on the embedded server against those on the real one. */
export const embedded = [];

/**
 * Tests of the vendor's suite that Tendril does not pass, by a pattern of their full names. One that `isSlow` waits for
 * what never comes, and is not run.
 */
export const suite = [
  {
    test: /^Circuit breaker functionality (can trigger|Uses defaults if|errorRateWindow and maxErrorRate sets)/,
    isSlow: true,
    reason: 'Counts streams that the program aborts as errors of the node; here only errors of the node count',
  },
  {
    test: /^connectTimeout negative tests fails when connect timeout is string$/,
    reason: 'The message says what is wrong and where',
  },
  {
    test: /^Client #isConnected with tender health check calls the Aerospike C client library/,
    reason: 'Looks into the C library that Tendril does not have',
  },
  {
    test: /^(Path Operations|Aerospike\.exp\.selectByPath) Negative tests .* Does not accept non-(string|number|expression) values$/,
    reason: 'The message says what is wrong and where',
  },
  {
    test: /^Dynamic Config tests .* configProvider (path|interval) Fails when (path )?value is invalid$/,
    reason: 'The message says what is wrong and where',
  },
  {
    test: /^Metrics tests .* errorCount Ensures updated errorCount value is relayed/,
    reason: 'A stream that the program ends is no error of a node; the vendor counts one',
  },
];

/** Tests of the vendor's suite about security, and of what is run with them, that Tendril need not pass. */
export const securitySuite = [
  {
    test: /^admin commands (Negative tests )?Client#\w+\(\) fails with invalid callback$/,
    reason: REASONS.detail,
  },
  ...suite.filter(({ test }) => test.source.startsWith('^Client #isConnected')),
];

/** Tests of the vendor's suite about transactions that Tendril need not pass. */
export const transactionSuite = [
  {
    test: /^MRT API Tests .* Hits the capacity limit$/,
    reason: 'The vendor throws from `abort` where nothing throws outside of a promise',
  },
];
