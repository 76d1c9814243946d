// Frames put together byte by byte after the protocol's description, for servers that tests script. It uses nothing of
// the codec under test; whole frames that a real server sent stand in wire/fixtures.ts.

/** version 2 · type · body size (48 bits) · body */
export function frame(type: number, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8 + body.length);
  bytes[0] = 2;
  bytes[1] = type;
  bytes.writeUIntBE(body.length, 2, 6);
  bytes.set(body, 8);
  return bytes;
}

export const INFO = 1;
export const MESSAGE = 3;

export function infoFrame(text: string): Buffer {
  return frame(INFO, Buffer.from(text));
}

/** A reply without bins: header size 22, info bits 0, result code at 5, generation at 6. */
export function emptyReply(code = 0, generation = 1): Buffer {
  const body = Buffer.alloc(22);
  body[0] = 22;
  body[5] = code;
  body.writeUInt32BE(generation, 6);
  return frame(MESSAGE, body);
}

/** What a frame of type info says. */
export function textOf(bytes: Buffer): string {
  return bytes.toString('utf8', 8);
}
