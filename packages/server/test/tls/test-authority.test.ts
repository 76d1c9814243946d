// Certificates for tests, judged by OpenSSL: as Node.js has it built in, and as a program where there is one.

import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { TestFiles } from 'tendril-testing/test-files';
import { TestAuthority } from '../../src/tls/test-authority.ts';

const noOpenssl: string | false =
  spawnSync('openssl', ['version']).status === 0 ? false : 'there is no program openssl here';

/** Runs openssl on files with these texts; their names stand for their paths in the arguments. */
function openssl(t: TestContext, args: readonly string[], texts: { readonly [name: string]: string }): string {
  const files = new TestFiles(t, texts);
  const paths = args.map((arg) => (arg in texts ? files.path(arg) : arg));
  const { stdout, stderr } = spawnSync('openssl', paths, { encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

test('a certificate says what was asked for, and is signed by its authority', () => {
  const authority = new TestAuthority('An authority');
  const notBefore = new Date('2020-02-29T23:59:58Z');
  const notAfter = new Date('2051-01-01T00:00:00Z');
  const { cert, key } = authority.issue({
    names: ['db.test', '*.db.test', '10.1.2.3', '2001:db8::7'],
    notBefore,
    notAfter,
  });
  const [leaf, root] = [new X509Certificate(cert), new X509Certificate(authority.certificate)];
  deepStrictEqual([leaf.subject, leaf.issuer, leaf.ca, root.ca], ['CN=db.test', 'CN=An authority', false, true]);
  strictEqual(leaf.subjectAltName, 'DNS:db.test, DNS:*.db.test, IP Address:10.1.2.3, IP Address:2001:DB8:0:0:0:0:0:7');
  deepStrictEqual([leaf.validFrom, leaf.validTo], ['Feb 29 23:59:58 2020 GMT', 'Jan  1 00:00:00 2051 GMT']);
  ok(leaf.verify(root.publicKey) && root.verify(root.publicKey) && leaf.checkIssued(root));
  ok(leaf.checkPrivateKey(createPrivateKey(key)));
  ok(leaf.checkHost('n1.db.test'));
  strictEqual(new TestAuthority().issue({ names: [] }).cert.includes('BEGIN CERTIFICATE'), true);
});

test('an encrypted key opens with its password only', () => {
  const { key } = new TestAuthority().issue({ password: 'open sesame' });
  match(key, /BEGIN ENCRYPTED PRIVATE KEY/);
  strictEqual(createPrivateKey({ key, passphrase: 'open sesame' }).asymmetricKeyType, 'ec');
});

test('openssl verifies certificates strictly, and finds the revoked ones', { skip: noOpenssl }, (t) => {
  const authority = new TestAuthority();
  const [good, bad] = [authority.issue(), authority.issue()];
  authority.revoke(bad.cert);
  const texts = {
    good: good.cert,
    bad: bad.cert,
    ca: authority.certificate,
    all: authority.certificate + authority.revocationList(),
    other: new TestAuthority().certificate,
  };
  const verify = (...args: string[]): string => openssl(t, ['verify', '-x509_strict', ...args], texts);
  match(verify('-CAfile', 'ca', 'good'), /good: OK/);
  match(verify('-crl_check_all', '-CAfile', 'all', 'good'), /good: OK/);
  match(verify('-crl_check', '-CAfile', 'all', 'bad'), /certificate revoked/);
  match(verify('-CAfile', 'other', 'good'), /verification failed/);
  match(openssl(t, ['crl', '-in', 'all', '-noout', '-CAfile', 'ca'], texts), /verify OK/);
});
