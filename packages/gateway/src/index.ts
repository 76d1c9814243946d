// Public entry of tendril-gateway: the application without the processes around it, for embedding in another server.
export { type AppOptions, createApp, type ErrorLog } from './http/app.ts';
export type { Authorizer } from './http/authorizer.ts';
export type { StatusSource } from './http/status-route.ts';
export {
  type Precondition,
  type RecordStore,
  type StoredRecord,
  StoreError,
  type WrittenKey,
} from './store/record-store.ts';
