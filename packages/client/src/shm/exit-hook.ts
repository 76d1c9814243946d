// Leaves every open segment when the process (or worker thread) exits by itself, so that the next owner does not have to
// be waited for and no file stays. A killed process needs no hook: the kernel drops its locks.

interface Closable {
  close(): void;
}

const open = new Set<Closable>();
let isHooked = false;

export function closeAtExit(segment: Closable): void {
  open.add(segment);
  if (isHooked) return;
  isHooked = true;
  process.on('exit', () => {
    for (const segment of open) segment.close();
  });
}

export function forgetAtExit(segment: Closable): void {
  open.delete(segment);
}
