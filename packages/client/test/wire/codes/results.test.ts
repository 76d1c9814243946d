import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusEntries } from '../../../src/model/status.ts';
import { RESULT } from '../../../src/wire/codes/results.ts';

/** Codes that servers have and the vendor's public list does not. */
const WITHOUT_STATUS: readonly number[] = [
  RESULT.INVALID_ENCODING,
  RESULT.SECURITY_LDAP_NOT_CONFIGURED,
  RESULT.SECURITY_LDAP_SETUP,
  RESULT.SECURITY_LDAP_TLS_SETUP,
  RESULT.SECURITY_LDAP_AUTHENTICATION,
  RESULT.SECURITY_LDAP_QUERY,
];
/** Made by clients out of the text of a failure. */
const CLIENT_ONLY: readonly number[] = [1301, 1302];

test('what a server can answer has a status, and a status is what a server can answer or the client says', () => {
  const codes = Object.values(RESULT);
  assert.strictEqual(new Set(codes).size, codes.length);
  const statuses = statusEntries().map(({ code }) => code);
  assert.deepStrictEqual(
    statuses.filter((code) => code >= 0 && !CLIENT_ONLY.includes(code)).sort((a, b) => a - b),
    codes.filter((code) => !WITHOUT_STATUS.includes(code)).sort((a, b) => a - b),
  );
});
