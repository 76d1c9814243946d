import { match, ok, strictEqual, throws } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { CertificateFiles } from 'tendril-testing/certificate-files';
import { TestAuthority } from '../../src/tls/test-authority.ts';
import { resolveTls, type ServerTlsOptions } from '../../src/tls/tls-options.ts';

const authority = new TestAuthority();
const issued = authority.issue({ names: ['db.test', 'other.test'] });

test('the name that is announced is the first one of the certificate, or its common name', () => {
  strictEqual(resolveTls(issued)?.name, 'db.test');
  strictEqual(resolveTls(authority.issue({ names: [], commonName: 'cn.test' }))?.name, 'cn.test');
  strictEqual(resolveTls({ ...issued, name: 'mine' })?.name, 'mine');
  const made = resolveTls('self-signed');
  strictEqual(made?.name, 'tendril');
  match(made.ca, /BEGIN CERTIFICATE/);
  strictEqual(resolveTls(undefined), undefined);
});

test('PEM is taken as text and as the path of a file', (t) => {
  const { paths } = new CertificateFiles(t, issued);
  ok(resolveTls(paths)?.files.current(0, () => {}).cert === issued.cert);
});

test('files that change are read again, at most once a second, and whatever is half written is not used', (t) => {
  const certificate = new CertificateFiles(t, issued);
  const { paths } = certificate;
  const files = (resolveTls(paths) as NonNullable<ReturnType<typeof resolveTls>>).files;
  const warnings: string[] = [];
  let nowMs = 0;
  const current = (): unknown => {
    nowMs += 1000;
    return files.current(nowMs, (message) => warnings.push(message)).cert;
  };
  strictEqual(current(), issued.cert);
  // With one between it and its authority: a cut behind the first certificate must not go unnoticed.
  const next = authority.issue({ names: ['db.test'] });
  const chain = { cert: next.cert + authority.certificate, key: next.key };
  for (let end = 1; end < chain.cert.trimEnd().length; end += 97) {
    certificate.write({ cert: chain.cert.slice(0, end) });
    strictEqual(current(), issued.cert, `cut at ${end}`);
  }
  rmSync(paths.cert);
  strictEqual(current(), issued.cert);
  const said = warnings.length;
  match(warnings.at(-1) as string, /earlier ones still hold: Option tls\.cert cannot be read: ENOENT/);
  strictEqual(current(), issued.cert);
  strictEqual(warnings.length, said, 'said once');
  certificate.write(chain);
  strictEqual(files.current(nowMs + 999, () => {}).cert, issued.cert);
  strictEqual(current(), chain.cert);
  ok(!warnings.some((text) => /PRIVATE|BEGIN/.test(text)));
});

test('what cannot be used is refused by name', () => {
  const locked = authority.issue({ password: 'secret' });
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ cert: issued.cert }, /Option tls needs cert and key/],
    [{ ...issued, cert: '/none.pem' }, /Option tls\.cert cannot be read: ENOENT/],
    [{ ...issued, cert: issued.key }, /Option tls\.cert has no certificate in PEM form/],
    [{ ...issued, key: issued.cert }, /Option tls\.key has no private key in PEM form/],
    [{ ...issued, key: authority.issue().key }, /Option tls\.key is not the key of tls\.cert/],
    [{ ...locked, password: 'guess' }, /Option tls\.key is encrypted, and tls\.password does not open it/],
    [{ ...issued, ca: issued.key }, /Option tls\.ca has no certificate in PEM form/],
    [{ ...issued, crl: authority.revocationList() }, /Option tls\.crl needs tls\.ca/],
    [{ ...issued, name: '1.2.3.4' }, /Option tls\.name must begin with a letter/],
    [{ ...issued, name: 'a,b' }, /Option tls\.name/],
    [{ ...issued, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }, /Options tls\.minVersion and tls\.maxVersion/],
    [{ ...issued, minVersion: 'SSLv3' }, /Options tls\.minVersion and tls\.maxVersion/],
  ];
  for (const [options, message] of cases) throws(() => resolveTls(options as ServerTlsOptions), message);
  throws(() => resolveTls(true as never), /Option tls must be 'self-signed' or an object/);
});
