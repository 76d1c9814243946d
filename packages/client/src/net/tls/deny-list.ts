// Certificates that are refused although they are valid: the vendor's `certBlacklist`.
//
//   line := serial [ SP issuer ]          serial: hexadecimal; issuer: one line of /C=…/O=…/CN=…; "#…" is a comment

import { X509Certificate } from 'node:crypto';

const MAX_ENTRIES = 1_000_000;

export class DenyList {
  /** Serial numbers that are refused whoever issued them, and those of one issuer with its name. */
  readonly #entries = new Set<string>();

  constructor(text: string) {
    for (const line of text.split(/\r?\n/)) {
      const [, serial, issuer = ''] = /^\s*([^#\s]\S*)\s*(.*)$/.exec(line.startsWith('#') ? '' : line) ?? [];
      if (serial === undefined) continue;
      if (this.#entries.size >= MAX_ENTRIES) throw new RangeError(`it has more than ${MAX_ENTRIES} entries`);
      if (!/^(?:0x)?[0-9a-f:]+$/i.test(serial)) throw new SyntaxError(`${serial.slice(0, 60)} is no serial number`);
      this.#entries.add(entry(serial, issuer));
    }
  }

  has(certificate: Buffer): boolean {
    const { serialNumber, issuer } = new X509Certificate(certificate);
    return this.#entries.has(entry(serialNumber, '')) || this.#entries.has(entry(serialNumber, oneLine(issuer)));
  }
}

function entry(serial: string, issuer: string): string {
  const digits = serial
    .toUpperCase()
    .replace(/^0X|:/g, '')
    .replace(/^0+(?=.)/, '');
  return `${digits} ${issuer.trimEnd()}`;
}

/** A name as OpenSSL's X509_NAME_oneline prints it, from what Node.js prints: an attribute a line, with escapes. */
function oneLine(name: string): string {
  const parts = name.split('\n').map((line) => line.replace(/\\(.)/g, '$1'));
  const bytes = Buffer.from(parts.map((part) => `/${part}`).join(''), 'utf8').toString('latin1');
  return bytes.replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
