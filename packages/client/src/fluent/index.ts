// Entry `tendril/fluent`: typed data sets, and chains of verbs on them. Built upon the entry `tendril`.

export { ael } from './ael.ts';
export type { Batch, OutcomesOf, ValuesOf } from './batch.ts';
export type { Chain } from './chain.ts';
export type { Change, ChangesOf } from './changes.ts';
export { Condition } from './condition.ts';
export { type DataSet, type DataSetOptions, dataSet, type SchemaOptions } from './data-set.ts';
export type { Duration, DurationParts, Expiry } from './duration.ts';
export type { Delete, Exists, Touch } from './existence.ts';
export type { Computations, ComputationsOf, Entry, Get } from './get.ts';
export type { Settled } from './keyed.ts';
export type { ChainPolicy, CommonPolicy, Profile, Profiles } from './profiles.ts';
export type { FluentQuery, IndexQuery, Page } from './query.ts';
export type { SchemaIssue, SchemaResult, StandardSchema } from './schema.ts';
export { type Entries, type FluentOptions, fluent, type Session } from './session.ts';
export type { BinsOf, Computed, RecordValues, ValueOf } from './values.ts';
export type { Where, WhereParameters } from './where.ts';
export type { Replace, ResultsOf, Write } from './write.ts';
