// Says what is being done before it is done, and how far it is while it lasts. On standard error, because standard
// output belongs to the program that comes after.
const FIRST_MS = 2_000;
const NEXT_MS = { terminal: 500, log: 5_000 };

/** Runs `work`; `state`, if given, says in a few words how far it is. */
export async function withProgress(title, work, state = () => '') {
  const { isTTY } = process.stderr;
  const started = performance.now();
  const show = () => {
    const seconds = Math.round((performance.now() - started) / 1000);
    const line = [`  ${seconds} s`, state()].filter(Boolean).join(', ');
    // A terminal's line is written over, a log gets a new one now and then.
    process.stderr.write(isTTY ? `\r${line}\x1b[K` : `${line}\n`);
    timer = setTimeout(show, isTTY ? NEXT_MS.terminal : NEXT_MS.log);
  };
  process.stderr.write(`${title} …\n`);
  let timer = setTimeout(show, FIRST_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (isTTY) process.stderr.write('\r\x1b[K');
  }
}
