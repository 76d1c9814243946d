import { match, ok, strictEqual, throws } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
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
  const folder = mkdtempSync(join(tmpdir(), 'tendril-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(paths.cert, issued.cert);
  writeFileSync(paths.key, issued.key);
  ok(resolveTls(paths)?.listener.cert === issued.cert);
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
