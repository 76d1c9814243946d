// Interfaces as bins, names that narrow, keys as they come, a signal.
import { type BinsInput, type Client, Key, type KeyInput, type UserKey } from 'tendril';

interface User {
  name: string;
  born: number;
  tags?: string[];
}

declare const client: Client;
declare const user: User;

class OrderKey extends Key {
  readonly order: number = 1;
}

export async function all(id: UserKey): Promise<string> {
  const key: KeyInput = { ns: 'test', key: id };
  await client.put(key, user);
  await client.put(Object.freeze({ ns: 'test', set: null, key: 1n }), user, null, null);
  const order: OrderKey = await client.put(new OrderKey('test', 'orders', 1), user);
  const found = await client.get<User>(order, { signal: AbortSignal.timeout(50), totalTimeout: 100 });
  const selected = await client.select<User, 'name'>(key, ['name'] as const);
  const only: { name: string } = selected.bins;
  client.select<User>(key, ['name'], (error, record) => console.log(error?.codeName, record?.bins.born.toFixed()));
  const bins: BinsInput<User> = user;
  await client.append<{ name: string }>(key, { name: '!' });
  client.on('nodeAdded', ({ name, nodeName }) => console.log(name.length, nodeName.length));
  console.log(client.tendRole?.length, client.segmentReport(), bins, found.bins.tags?.length);
  return only.name;
}
