// What the programs of the fluent layer share: two data sets, a session, and a judge of types. No program itself.
import type { Client, GeoJSON } from 'tendril';
import { dataSet, fluent, type StandardSchema } from 'tendril/fluent';

export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export function same<A, B>(..._: Same<A, B> extends true ? [] : [different: A, from: B]): void {}

export interface User {
  name: string;
  age: number;
  email?: string;
  active: boolean;
  tags: string[];
  scores: Map<number, number>;
  points: Record<string, number>;
  address: { city: string; zip?: number; geo: { lat: number } };
  photo?: Buffer;
  home?: GeoJSON;
}

export interface Order {
  total: number;
  price: number;
  count: number;
  paid: boolean;
  lines: { sku: string; count: number }[];
}

declare const client: Client;
export declare const whole: User;
export declare const schema: StandardSchema<{ name: string; age?: number }, { name: string; age: number }>;

export const users = dataSet<User, string>('test', 'users');
export const orders = dataSet<Order, number>('test', 'orders');
export const people = dataSet('test', 'people', { schema });
export const db = fluent(client, { profiles: { quick: { all: { totalTimeout: 50 } }, safe: { write: { maxRetries: 0 } } } });
