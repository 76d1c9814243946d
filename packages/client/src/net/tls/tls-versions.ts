// Which versions of TLS are allowed, in the form of Apache's SSLProtocol: names with `+` or `-` in front, or one alone.
//
//   protocols := item *( SP item )         item := [ "+" | "-" ] ( "all" | version )

import { TlsSettingsError, type TlsVersion } from './tls-settings.ts';

const ALL: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The vendor's client knows no 1.3; a server that does not either takes 1.2. */
export const DEFAULT_VERSIONS: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];

/** @throws TlsSettingsError */
export function parseVersions(text: string): readonly TlsVersion[] {
  let chosen: readonly TlsVersion[] = [];
  for (const item of text.split(/[ \t]+/).filter((part) => part !== '')) {
    const [, sign, name = ''] = /^([+-]?)(.*)$/s.exec(item) as RegExpExecArray;
    const named = versionsOf(name);
    if (sign === '-') chosen = chosen.filter((version) => !named.includes(version));
    else if (sign === '+' || chosen.length === 0)
      chosen = ALL.filter((version) => [...chosen, ...named].includes(version));
    else throw new TlsSettingsError(`tls.protocols: ${name} replaces what stands before it; is a + or - missing?`);
  }
  if (chosen.length === 0) throw new TlsSettingsError(`tls.protocols leaves no version of TLS: ${text.slice(0, 100)}`);
  return chosen;
}

function versionsOf(name: string): readonly TlsVersion[] {
  const lower = name.toLowerCase();
  if (lower === 'all') return ALL;
  const version = ALL.find((known) => known.toLowerCase() === lower);
  if (version !== undefined) return [version];
  const why = /^sslv[23]$/.test(lower) ? 'is not supported, for it is not safe' : 'is no protocol';
  throw new TlsSettingsError(`tls.protocols: ${name.slice(0, 100)} ${why}; there are ${ALL.join(', ')} and all`);
}
