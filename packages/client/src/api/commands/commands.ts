// All commands of a client, topic by topic.

import type { AdminCommands } from './admin.ts';
import type { BatchCommands } from './batch.ts';
import type { ContextCommands } from './contexts.ts';
import type { Implementation } from './implementation.ts';
import type { IndexCommands } from './indexes.ts';
import type { InfoCommands } from './info.ts';
import { later } from './later.ts';
import type { MetricsCommands } from './metrics.ts';
import type { QueryCommands } from './query.ts';
import { type RecordCommands, recordCommands } from './records.ts';
import type { SerializationMethods } from './serialization.ts';
import type { TransactionCommands } from './transaction.ts';
import type { UdfCommands } from './udf.ts';

/** All commands of a client. */
export interface Commands
  extends RecordCommands,
    BatchCommands,
    QueryCommands,
    ContextCommands,
    IndexCommands,
    UdfCommands,
    TransactionCommands,
    AdminCommands,
    InfoCommands,
    MetricsCommands,
    SerializationMethods {}

type Admin = typeof import('./admin.ts');
type Batch = typeof import('./batch.ts');
type Contexts = typeof import('./contexts.ts');
type Indexes = typeof import('./indexes.ts');
type Info = typeof import('./info.ts');
type Metrics = typeof import('./metrics.ts');
type Query = typeof import('./query.ts');
type Transactions = typeof import('./transaction.ts');
type Udf = typeof import('./udf.ts');

const adminCommands = later<AdminCommands>(
  {
    ...{ changePassword: 1, createPKIUser: 1, createRole: 1, createUser: 1, dropRole: 1, dropUser: 1 },
    ...{ grantPrivileges: 1, grantRoles: 1, queryRole: 1, queryRoles: 1, queryUser: 1, queryUsers: 1 },
    ...{ revokePrivileges: 1, revokeRoles: 1, setPassword: 1, setQuotas: 1, setWhitelist: 1 },
  },
  () => (require('./admin.js') as Admin).adminCommands,
);

const batchCommands = later<BatchCommands>(
  { batchApply: 1, batchExists: 1, batchGet: 1, batchRead: 1, batchRemove: 1, batchSelect: 1, batchWrite: 1 },
  () => (require('./batch.js') as Batch).batchCommands,
);

const contextCommands = later<ContextCommands>(
  { contextToBase64: 1, contextFromBase64: 1 },
  () => (require('./contexts.js') as Contexts).contextCommands,
);

const infoCommands = later<InfoCommands>(
  { info: 1, infoAll: 1, infoAny: 1, infoNode: 1 },
  () => (require('./info.js') as Info).infoCommands,
);

const queryCommands = later<QueryCommands & Pick<MetricsCommands, 'setXDRFilter'>>(
  { query: 1, scan: 1, truncate: 1, setXDRFilter: 1 },
  () => (require('./query.js') as Query).queryCommands,
);

const indexCommands = later<IndexCommands>(
  {
    ...{ createIndex: 1, createIntegerIndex: 1, createStringIndex: 1, createGeo2DSphereIndex: 1, createBlobIndex: 1 },
    ...{ createExpIndex: 1, createExpIntegerIndex: 1, createExpStringIndex: 1, createExpGeo2DSphereIndex: 1 },
    ...{ createExpBlobIndex: 1, indexRemove: 1 },
  },
  () => (require('./indexes.js') as Indexes).indexCommands,
);

const metricsCommands = later<Pick<MetricsCommands, 'enableMetrics' | 'disableMetrics'>>(
  { enableMetrics: 1, disableMetrics: 1 },
  () => (require('./metrics.js') as Metrics).metricsCommands,
);

const transactionCommands = later<TransactionCommands>(
  { abort: 1, commit: 1, transaction: 1 },
  () => (require('./transaction.js') as Transactions).transactionCommands,
);

const udfCommands = later<UdfCommands>(
  { apply: 1, udfRegister: 1, udfRemove: 1 },
  () => (require('./udf.js') as Udf).udfCommands,
);

/** @internal */
export const commands: Implementation<Commands> = {
  ...recordCommands,
  ...adminCommands,
  ...batchCommands,
  ...infoCommands,
  ...queryCommands,
  ...indexCommands,
  ...udfCommands,
  ...metricsCommands,
  ...transactionCommands,
  expressionToBase64(expression) {
    const { serializationMethods } = require('./serialization.js') as typeof import('./serialization.ts');
    return serializationMethods.expressionToBase64.call(this, expression);
  },
  ...contextCommands,
};
