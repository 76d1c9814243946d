// TLS as the layers below the public configuration know it: checked and complete, but no file has been read yet. Values
// only: a client without TLS loads this and nothing else of the folder.

/** PEM text, or the file that has it. */
export type PemSource =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly path: string };

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

export interface TlsSettings {
  /** What is trusted, with lists of revoked certificates among it; the trust of Node.js when there is none. */
  readonly authorities: readonly PemSource[];
  /** Directory of such files under the names that `openssl rehash` gives. */
  readonly authorityFolder: string | undefined;
  /** What this client shows to servers that want to know. */
  readonly own:
    | { readonly cert: PemSource; readonly key: PemSource; readonly password: string | undefined }
    | undefined;
  /** In order, at least one. */
  readonly versions: readonly TlsVersion[];
  /** OpenSSL's cipher list; undefined for that of Node.js. */
  readonly ciphers: string | undefined;
  readonly checksRevocation: boolean;
  /** File of certificates that are refused whoever signed them. */
  readonly denyList: string | undefined;
  readonly logsSessions: boolean;
  /** Everything but the login travels without TLS. */
  readonly isForLoginOnly: boolean;
}

/** The TLS settings cannot be used: the message names the setting, and never has a password or a key in it. */
export class TlsSettingsError extends Error {
  override readonly name = 'TlsSettingsError';
}

/** What two clients must have in common to trust what the other one has seen; without passwords and keys. */
export function tlsIdentity({ own, logsSessions: _, ...shared }: TlsSettings): object {
  return { ...shared, cert: own?.cert };
}
