// The least input that still shows a finding, as far as it can be had cheaply: items are left out, then bytes.

const MAX_TRIES = 60;
const MAX_MS = 40_000;

/** `find(items)` resolves with the finding that these items lead to, or undefined. */
export async function reduce(items, find) {
  const giveUpAtMs = performance.now() + MAX_MS;
  let tries = 0;
  const shows = async (some) => {
    if (tries >= MAX_TRIES || performance.now() > giveUpAtMs) return false;
    tries++;
    return (await find(some)) !== undefined;
  };
  if (!(await shows(items))) return { items, tries, isAlone: false };
  const fewer = await leaveOut(items, shows);
  for (const [index, item] of fewer.entries()) {
    if (!Buffer.isBuffer(item.bytes)) continue;
    const bytes = await leaveOut([...item.bytes], (some) => shows(fewer.with(index, withBytes(item, some))));
    fewer[index] = withBytes(item, bytes);
  }
  return { items: fewer, tries, isAlone: true };
}

const withBytes = (item, bytes) => ({ ...item, bytes: Buffer.from(bytes) });

/** Halves, quarters and so on are left out as long as what remains shows it. */
async function leaveOut(list, shows) {
  let left = list;
  for (
    let size = Math.ceil(left.length / 2);
    size >= 1 && left.length > 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < left.length && left.length > 1; ) {
      const some = [...left.slice(0, at), ...left.slice(at + size)];
      if (some.length > 0 && (await shows(some))) left = some;
      else at += size;
    }
  }
  return left;
}
