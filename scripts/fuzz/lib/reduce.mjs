// The least input that still shows a finding, as far as it can be had cheaply: items are left out, then bytes.

const MAX_TRIES = 60;
const MAX_MS = 40_000;

/** `find(items)` resolves with the finding that these items lead to, or undefined. */
export async function reduce(items, find) {
  const giveUpAtMs = performance.now() + MAX_MS;
  let tries = 0;
  const isOver = () => tries >= MAX_TRIES || performance.now() > giveUpAtMs;
  const shows = async (some) => {
    tries++;
    return (await find(some)) !== undefined;
  };
  if (!(await shows(items))) return { items, tries, isAlone: false };
  const fewer = await leaveOut(items, shows, isOver);
  for (const [index, item] of fewer.entries()) {
    if (!Buffer.isBuffer(item.bytes) || isOver()) continue;
    const showsBytes = (some) => shows(fewer.with(index, withBytes(item, some)));
    fewer[index] = withBytes(item, await leaveOut([...item.bytes], showsBytes, isOver));
  }
  return { items: fewer, tries, isAlone: true };
}

const withBytes = (item, bytes) => ({ ...item, bytes: Buffer.from(bytes) });

/** Halves, quarters and so on are left out as long as what remains shows it. */
async function leaveOut(list, shows, isOver) {
  let left = list;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length && left.length > 1; ) {
      if (isOver()) return left;
      const some = [...left.slice(0, at), ...left.slice(at + size)];
      if (some.length > 0 && (await shows(some))) left = some;
      else at += size;
    }
  }
  return left;
}
