// A session on an embedded server of its own, with a data set of users.

import type { TestContext } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { type DataSet, dataSet, fluent, type Session } from '../../src/fluent/index.ts';
import { type Client, connect } from '../../src/public.ts';

export interface User {
  name: string;
  age: number;
  email?: string;
  price: number;
  active: boolean;
  tags: string[];
  points: { [name: string]: number };
  address: { city: string; geo?: { lat: number } };
}

export const ANN: User = {
  name: 'Ann',
  age: 34,
  price: 1.5,
  active: true,
  tags: ['new', 'kind'],
  points: { bob: 2, cid: 7 },
  address: { city: 'Rome' },
};

export interface Fixture {
  readonly client: Client;
  readonly db: Session<'quick'>;
  readonly users: DataSet<User, string>;
}

export async function fixture(t: TestContext): Promise<Fixture> {
  const server = await EmbeddedServer.start();
  const client = await connect({ hosts: server.hosts });
  t.after(async () => {
    client.close();
    await server.stop();
  });
  const db = fluent(client, { profiles: { quick: { all: { totalTimeout: 700 } } } });
  return { client, db, users: dataSet<User, string>('test', 'users') };
}
