// Whether the certificate of a server is that of the node it should be. Node.js has checked by then that somebody who is
// trusted has signed it.

import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { DenyList } from './deny-list.ts';

const MAX_CHAIN = 32;
const MAX_SHOWN = 200;

/**
 * What is wrong with it, or undefined. The name may be one of its alternative names or, as in the vendor's client, its
 * common name even if there are others; `*.` stands for one label.
 */
export function identityError(
  tlsName: string,
  certificate: PeerCertificate,
  denyList: DenyList | undefined,
): Error | undefined {
  const denied = denyList && chainOf(certificate).find((link) => denyList.has(link.raw));
  if (denied !== undefined) {
    return new Error(`the certificate with serial number ${denied.serialNumber} is on the list of tls.certBlacklist`);
  }
  if (checkServerIdentity(tlsName, certificate) === undefined) return undefined;
  const commonNames = [certificate.subject?.CN ?? []].flat();
  if (isIP(tlsName) === 0 && commonNames.some((name) => isCommonName(tlsName, name))) return undefined;
  const names = [certificate.subjectaltname ?? [], commonNames.map((name) => `CN=${name}`)].flat().join(', ');
  return new Error(`the certificate is not that of ${tlsName} but of ${names.slice(0, MAX_SHOWN) || 'nobody'}`);
}

function isCommonName(tlsName: string, name: string): boolean {
  const alone = { subject: { CN: name } } as PeerCertificate;
  return checkServerIdentity(tlsName, alone) === undefined;
}

function chainOf(leaf: PeerCertificate): readonly PeerCertificate[] {
  const chain = [leaf];
  for (let at = leaf as Partial<{ issuerCertificate: PeerCertificate }>; chain.length < MAX_CHAIN; ) {
    const issuer = at.issuerCertificate;
    if (issuer?.raw === undefined || chain.includes(issuer)) break;
    chain.push(issuer);
    at = issuer as typeof at;
  }
  return chain;
}
