// What messages say of a value that is of a wrong kind: its kind, and the value itself where it is short and no secret.

export function shown(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number')
    return `${value}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return ArrayBuffer.isView(value) ? 'bytes' : 'an object';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
