import { match, notStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TestAuthority } from 'tendril-server';
import { tlsSettings } from '../../../src/api/configuration/tls-settings.ts';
import { TlsMaterial } from '../../../src/net/tls/tls-material.ts';
import { type TlsSettings, TlsSettingsError } from '../../../src/net/tls/tls-settings.ts';

const authority = new TestAuthority();
const { cert, key } = authority.issue();
const locked = authority.issue({ password: 'open sesame' });

interface Files {
  path(name: string): string;
  /** In one step, as those do who replace certificates. */
  replace(name: string, text: string): void;
}

function files(t: TestContext, texts: { readonly [name: string]: string }): Files {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);
  const replace = (name: string, text: string): void => {
    writeFileSync(path('new'), text);
    renameSync(path('new'), path(name));
  };
  for (const [name, text] of Object.entries(texts)) replace(name, text);
  return { path, replace };
}

function material(given: object, now = (): number => 0, warnings: string[] = []): TlsMaterial {
  return new TlsMaterial(tlsSettings(given) as TlsSettings, now, (message) => warnings.push(message));
}

test('what cannot be used is named, and never shown', (t) => {
  const { path } = files(t, { 'ca.pem': authority.certificate, 'cert.pem': cert, 'key.pem': key, text: 'no PEM' });
  const [certfile, keyfile] = [path('cert.pem'), path('key.pem')];
  mkdirSync(path('folder'));
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ cafile: path('none') }, /^tls\.cafile cannot be read: ENOENT/],
    [{ cafile: path('folder') }, /^tls\.cafile cannot be read: EISDIR/],
    [{ cafile: path('text') }, /^tls\.cafile \(.*text\) has no certificate in PEM form$/],
    [{ castring: 'x' }, /^tls\.castring has no certificate in PEM form$/],
    [{ castring: authority.certificate.replace(/\n..../, '\nAAAA') }, /^tls\.castring has a certificate that cannot/],
    [{ capath: path('folder') }, /^tls\.capath has no certificates under the names that `openssl rehash` gives/],
    [{ certfile: path('text'), keyfile }, /^tls\.certfile \(.*text\) has no certificate in PEM form$/],
    [{ certfile, keyfile: path('text') }, /^tls\.keyfile \(.*text\) has no private key in PEM form$/],
    [{ certfile, keystring: locked.key }, /^tls\.keystring is encrypted, and there is no tls\.keyfilePassword$/],
    [
      { certfile, keystring: locked.key, keyfilePassword: 'secret-guess' },
      /^tls\.keystring is encrypted, and tls\.keyfilePassword does not open it$/,
    ],
    [
      { certfile, keystring: authority.issue().key },
      /^tls\.keystring is not the key of tls\.certfile \(.*cert\.pem\)$/,
    ],
    [{ cipherSuite: 'NO-SUCH' }, /^tls\.cipherSuite has no cipher that is known here \(NO-SUCH\)$/],
    [{ cafile: path('ca.pem'), crlCheck: true }, /^tls\.crlCheck needs a list of revoked certificates/],
    [{ certBlacklist: path('none') }, /^tls\.certBlacklist cannot be read: ENOENT/],
    [{ certBlacklist: path('text') }, /^tls\.certBlacklist \(.*text\) cannot be used: no is no serial number$/],
  ];
  for (const [given, message] of cases) {
    throws(
      () => material(given),
      (error) => {
        ok(error instanceof TlsSettingsError, String(error));
        ok(message.test(error.message), error.message);
        strictEqual(/secret-guess|PRIVATE KEY/.test(error.message), false);
        return true;
      },
      JSON.stringify(given).slice(0, 80),
    );
  }
});

test('files, texts, hashed names, encrypted keys and lists of revoked certificates are taken', (t) => {
  const { path } = files(t, { '0a1b2c3d.0': authority.certificate, '0a1b2c3d.r0': authority.revocationList() });
  const capath = path('.');
  ok(material({}).current().context);
  ok(material({ capath, crlCheckAll: true }).current().context);
  ok(material({ certstring: locked.cert, keystring: locked.key, keyfilePassword: 'open sesame' }).current().context);
  ok(material({ protocols: '+TLSv1 +TLSv1.2', cipherSuite: 'HIGH:!aNULL' }).current().context);
});

test('changed files are read when a second has passed, and bad ones leave what was good', (t) => {
  const { path, replace } = files(t, { 'ca.pem': authority.certificate, 'denied.txt': 'AB' });
  let nowMs = 0;
  const warnings: string[] = [];
  const tls = material({ cafile: path('ca.pem'), certBlacklist: path('denied.txt') }, () => nowMs, warnings);
  const first = tls.current();
  nowMs = 1000;
  strictEqual(tls.current(), first, 'nothing has changed');

  replace('ca.pem', new TestAuthority().certificate);
  nowMs = 1999;
  strictEqual(tls.current(), first, 'it looks once a second');
  nowMs = 2000;
  const second = tls.current();
  notStrictEqual(second, first);

  replace('ca.pem', '-----BEGIN CERTIFICATE-----\nAAAA');
  nowMs = 3000;
  strictEqual(tls.current(), second);
  nowMs = 4000;
  strictEqual(tls.current(), second);
  strictEqual(warnings.length, 1);
  match(warnings[0] as string, /^Changed TLS files cannot be used, the earlier ones still hold: tls\.cafile \(/);
  replace('denied.txt', 'CD');
  replace('ca.pem', authority.certificate);
  nowMs = 5000;
  notStrictEqual(tls.current(), second);
  strictEqual(warnings.length, 1);
});
