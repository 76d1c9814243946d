// The user key that a request target names: its path without the leading slash, percent-decoded as UTF-8. Slashes
// inside it belong to the key. Never looks at the query.
import { Problem } from './problem.ts';

const PLAIN = /^[!-$&-~]+$/;
const HEX_PAIR = /^[0-9a-fA-F]{2}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The path of a request target as it was sent: no query, no fragment, no origin of the absolute form. */
export function rawPath(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}

/** @throws Problem when the path is empty, or is not percent-encoded UTF-8. */
export function recordKey(path: string): string {
  const encoded = path.slice(1);
  if (encoded === '') throw new Problem('empty-key', 'The path must name a record: /<key>');
  return PLAIN.test(encoded) ? encoded : decode(encoded);
}

// A target is printable ASCII: Node.js refuses any other byte, so that raw UTF-8 in a path is answered with 400.
function decode(encoded: string): string {
  const bytes = Buffer.from(encoded, 'latin1');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] as number;
    if (byte === 0x25) {
      const digits = encoded.slice(at + 1, at + 3);
      if (!HEX_PAIR.test(digits)) {
        throw new Problem('bad-url', `'%${digits}' at offset ${at + 1} of the path is not a percent-encoded byte`);
      }
      byte = Number.parseInt(digits, 16);
      at += 2;
    }
    bytes[length] = byte;
    length += 1;
  }
  try {
    return utf8.decode(bytes.subarray(0, length));
  } catch {
    throw new Problem('bad-url', 'The percent-decoded path is not valid UTF-8');
  }
}
