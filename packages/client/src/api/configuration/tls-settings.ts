// `config.tls` checked and turned into what the network needs. It reads no file: that is done when the client connects.
// No message has a password or a key in it.

import { similarName } from '../../model/policies/unknown-fields.ts';
import type { PemSource, TlsSettings } from '../../net/tls/tls-settings.ts';
import type { TLSInfo } from './config.ts';

type TextField =
  | 'cafile'
  | 'capath'
  | 'castring'
  | 'certfile'
  | 'certstring'
  | 'keyfile'
  | 'keystring'
  | 'keyfilePassword'
  | 'protocols'
  | 'cipherSuite'
  | 'certBlacklist';
type FlagField = Exclude<keyof TLSInfo, TextField>;

const FIELDS: { readonly [name in keyof TLSInfo]-?: 'string' | 'boolean' } = {
  enable: 'boolean',
  cafile: 'string',
  capath: 'string',
  castring: 'string',
  certfile: 'string',
  certstring: 'string',
  keyfile: 'string',
  keystring: 'string',
  keyfilePassword: 'string',
  protocols: 'string',
  cipherSuite: 'string',
  certBlacklist: 'string',
  crlCheck: 'boolean',
  crlCheckAll: 'boolean',
  logSessionInfo: 'boolean',
  forLoginOnly: 'boolean',
};

/** Undefined when there shall be no TLS. @throws TypeError that names the field */
export function tlsSettings(tls: unknown): TlsSettings | undefined {
  if (tls === undefined) return undefined;
  if (typeof tls !== 'object' || tls === null || Array.isArray(tls)) throw new TypeError("'tls' should be an object");
  const given = checked(tls as { readonly [name: string]: unknown });
  if (given.enable === false) return undefined;
  const versions = require('../../net/tls/tls-versions.js') as typeof import('../../net/tls/tls-versions.ts');
  return {
    authorities: [file('cafile', given.cafile), text('castring', given.castring)].flat(),
    authorityFolder: given.capath,
    own: ownCertificate(given),
    versions: given.protocols === undefined ? versions.DEFAULT_VERSIONS : versions.parseVersions(given.protocols),
    ciphers: given.cipherSuite,
    checksRevocation: given.crlCheck === true || given.crlCheckAll === true,
    denyList: given.certBlacklist,
    logsSessions: given.logSessionInfo === true,
    isForLoginOnly: given.forLoginOnly === true,
  };
}

type Given = { readonly [name in TextField]?: string } & { readonly [name in FlagField]?: boolean };

/** With the fields that have a value. */
function checked(tls: { readonly [name: string]: unknown }): Given {
  const given: { [name: string]: unknown } = {};
  for (const name of Object.keys(tls)) {
    const value = tls[name];
    if (value === undefined || value === null) continue;
    if (!Object.hasOwn(FIELDS, name)) throw unknownField(name);
    const wanted = FIELDS[name as keyof TLSInfo];
    if (typeof value !== wanted) throw new TypeError(`tls.${name} should be a ${wanted}`);
    if (value === '' && name !== 'keyfilePassword') throw new TypeError(`tls.${name} is empty`);
    given[name] = value;
  }
  return given;
}

function unknownField(name: string): TypeError {
  const meant = similarName(name, Object.keys(FIELDS));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new TypeError(`tls has no field ${name.slice(0, 60)}${hint}`);
}

function ownCertificate(given: Given): TlsSettings['own'] {
  const [cert, otherCert] = [file('certfile', given.certfile), text('certstring', given.certstring)].flat();
  const [key, otherKey] = [file('keyfile', given.keyfile), text('keystring', given.keystring)].flat();
  if (otherCert !== undefined) throw new TypeError('tls.certfile and tls.certstring exclude each other');
  if (otherKey !== undefined) throw new TypeError('tls.keyfile and tls.keystring exclude each other');
  if (cert === undefined && key === undefined) {
    if (given.keyfilePassword !== undefined) throw new TypeError('tls.keyfilePassword needs tls.keyfile');
    return undefined;
  }
  if (key === undefined) throw new TypeError(`${cert?.name} needs its private key, tls.keyfile`);
  if (cert === undefined) throw new TypeError(`${key.name} needs its certificate, tls.certfile`);
  return { cert, key, password: given.keyfilePassword };
}

function file(name: TextField, path: string | undefined): PemSource[] {
  return path === undefined ? [] : [{ name: `tls.${name}`, path }];
}

function text(name: TextField, pem: string | undefined): PemSource[] {
  return pem === undefined ? [] : [{ name: `tls.${name}`, text: pem }];
}
