// Registers modules and calls their functions, by bytes.

import type { RawClient } from './raw-client.ts';
import type { RequestParts } from './request.ts';

/** The answer of `udf-put`. */
export function putModule(client: RawClient, file: string, source: string): Promise<string> {
  const content = Buffer.from(source, 'latin1').toString('base64');
  return client.info(`udf-put:filename=${file};content=${content};content-len=${content.length};udf-type=LUA;`);
}

/** The packed list of integers and texts. */
export function packArgs(...args: readonly (number | string)[]): Buffer {
  const parts = args.map((arg) => {
    if (typeof arg === 'number') {
      const packed = Buffer.alloc(9);
      packed[0] = 0xd3;
      packed.writeBigInt64BE(BigInt(arg), 1);
      return packed;
    }
    const text = Buffer.from(arg);
    return Buffer.concat([Buffer.from([0xd9, text.length + 1, 3]), text]);
  });
  return Buffer.concat([Buffer.from([0x90 | args.length]), ...parts]);
}

/** A command that calls a function on a record. */
export function apply(module: string, name: string, ...args: readonly (number | string)[]): RequestParts {
  return {
    info2: 1,
    fields: [
      [30, Buffer.from(module)],
      [31, Buffer.from(name)],
      [32, packArgs(...args)],
    ],
  };
}
