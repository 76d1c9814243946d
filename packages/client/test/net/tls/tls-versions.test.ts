import { deepStrictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { TlsSettingsError } from '../../../src/net/tls/tls-settings.ts';
import { parseVersions } from '../../../src/net/tls/tls-versions.ts';

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['-all +TLSv1.2', ['TLSv1.2']],
  ['TLSv1.2', ['TLSv1.2']],
  ['tlsv1.3', ['TLSv1.3']],
  ['all', ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
  ['all -TLSv1 -TLSv1.1', ['TLSv1.2', 'TLSv1.3']],
  ['+TLSv1.3 +TLSv1.1', ['TLSv1.1', 'TLSv1.3']],
  [' \t+TLSv1.2 ', ['TLSv1.2']],
];

test('protocols are read as Apache and the vendor read them', () => {
  for (const [text, expected] of CASES) deepStrictEqual(parseVersions(text), expected, text);
});

test('unknown, unsafe, contradictory and empty protocols are refused by name', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['TLSv2', /TLSv2 is no protocol/],
    ['+SSLv3', /SSLv3 is not supported/],
    ['TLSv1.2 TLSv1.3', /TLSv1\.3 replaces what stands before it; is a \+ or - missing/],
    ['all -all', /leaves no version of TLS: all -all/],
    ['', /leaves no version/],
  ];
  for (const [text, message] of refused) {
    throws(
      () => parseVersions(text),
      (error) => error instanceof TlsSettingsError && message.test(error.message),
      text,
    );
  }
});
