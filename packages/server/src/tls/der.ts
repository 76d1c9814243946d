// The few things of ASN.1 that a certificate is made of, written in DER. It reads nothing: certificates from elsewhere
// are the business of Node.js.

const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OID: 0x06,
  UTF8_STRING: 0x0c,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** From this year on a time has four digits for the year. */
const FIRST_GENERALIZED_YEAR = 2050;

/** A value with its tag and length in front of it. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(bytes: number): number[] {
  if (bytes < 0x80) return [bytes];
  const digits = [];
  for (let left = bytes; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256);
  return [0x80 | digits.length, ...digits];
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(TAG.SEQUENCE, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => tagged(TAG.SET, ...parts);
export const utf8 = (text: string): Buffer => tagged(TAG.UTF8_STRING, Buffer.from(text));
export const octets = (...parts: readonly Uint8Array[]): Buffer => tagged(TAG.OCTET_STRING, ...parts);
export const TRUE = Buffer.from([TAG.BOOLEAN, 1, 0xff]);

/** A number of big-endian bytes, 0 or more. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  return tagged(TAG.INTEGER, ...((digits[0] as number) >= 0x80 ? [Buffer.from([0])] : []), digits);
}

/** `unused`: bits at the end that do not count. */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return tagged(TAG.BIT_STRING, Buffer.from([unused]), bytes);
}

/** An object identifier from its dotted form. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [40 * first + second];
  for (const arc of rest) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80);
    bytes.push(...digits);
  }
  return tagged(TAG.OID, Buffer.from(bytes));
}

export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-T:]|\.\d+/g, '');
  return date.getUTCFullYear() >= FIRST_GENERALIZED_YEAR
    ? tagged(TAG.GENERALIZED_TIME, Buffer.from(digits))
    : tagged(TAG.UTC_TIME, Buffer.from(digits.slice(2)));
}

export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
