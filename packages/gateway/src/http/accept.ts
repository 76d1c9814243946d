// What a client accepts, and how much it wants it (RFC 9110 §12.5.1). Ranges such as `*/*` name nothing here.

/** Entries of a header that are looked at. */
const MAX_ACCEPTED = 50;

/** The weight that a media type is given by name; -1 if it is not named. */
export function weight(accept: string, type: string): number {
  for (const item of accept.split(',', MAX_ACCEPTED)) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (name !== type) continue;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const value = q === undefined ? 1 : Number(q.slice(2));
    return Number.isNaN(value) ? 1 : value;
  }
  return -1;
}
