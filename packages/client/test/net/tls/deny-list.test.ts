// The certificates were made by openssl 3.0: serial numbers 867EC87482B2, as in the vendor's documentation, with the
// issuer of that documentation, and E2D4, whose issuer has an umlaut and a comma in its name.

import { deepStrictEqual, throws } from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DenyList } from '../../../src/net/tls/deny-list.ts';

const folder = join(__dirname, '../../../../test/net/tls');
const [acme, umlaut] = ['acme.pem', 'umlaut.pem'].map(
  (name) => new X509Certificate(readFileSync(join(folder, name))).raw,
) as [Buffer, Buffer];

const verdicts = (list: string): boolean[] => [new DenyList(list).has(acme), new DenyList(list).has(umlaut)];

test('a serial number alone denies every certificate with it', () => {
  deepStrictEqual(verdicts('867EC87482B2\n'), [true, false]);
  deepStrictEqual(verdicts('# a comment\n\n  00867ec87482b2\t\r\ne2d4'), [true, true]);
  deepStrictEqual(verdicts('#867EC87482B2'), [false, false]);
});

test('with an issuer, in the form of openssl, only that of the issuer', () => {
  deepStrictEqual(verdicts('867EC87482B2 /C=US/ST=CA/O=Acme/OU=Engineering/CN=Test Chain CA'), [true, false]);
  deepStrictEqual(verdicts('867EC87482B2 /C=US/ST=CA/O=Acme/OU=Engineering/CN=Other CA'), [false, false]);
  deepStrictEqual(verdicts('E2D4 /O=M\\xC3\\xBCller, Inc./CN=CA'), [false, true]);
});

test('what is no serial number is refused by name', () => {
  throws(() => new DenyList('867EC87482B2\nexample.com /CN=x'), /example\.com is no serial number/);
});
