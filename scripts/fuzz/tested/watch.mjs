// Watches the process it is in for what no input may cause: exceptions that nobody catches, a blocked event loop, leaks.
// Answers the fuzzer's questions by the handlers of the program.
import { openSync, readSync } from 'node:fs';

export const settings = JSON.parse(process.argv[2]);

const BEAT_MS = 10;
/** Neither by the clock nor in processor time: a busy machine may take the one, and sleeping the other. */
const MAX_BLOCK_MS = 100;
const LEAVE_MS = 10_000;
const MAX_PROBLEMS = 20;

// They are opened when they are first looked at, and the channel counts once there is a listener: no leaks.
process.channel.ref();
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const openAtStart = process.getActiveResourcesInfo();
const schedule = openSync('/proc/thread-self/schedstat', 'r');
const text = Buffer.alloc(128);
const problems = [];

export function problem(what) {
  if (problems.length < MAX_PROBLEMS) problems.push(what);
}

process.on('uncaughtException', (error) => problem(`Uncaught: ${error?.stack ?? error}`));
process.on('unhandledRejection', (error) => problem(`Not handled: ${error?.stack ?? error}`));
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') problem(`Warning: ${warning.stack}`);
});

/** Processor time of the thread of the event loop. */
function cpuMs() {
  return Number(text.toString('latin1', 0, readSync(schedule, text, 0, text.length, 0)).split(' ')[0]) / 1e6;
}

let beat = { wallMs: performance.now(), cpuMs: cpuMs() };

/** What comes until the next beat counts; what was before does not. */
function lookAgain() {
  beat = { wallMs: performance.now(), cpuMs: cpuMs() };
}

function onBeat() {
  const before = beat;
  lookAgain();
  const [wall, cpu] = [beat.wallMs - before.wallMs, beat.cpuMs - before.cpuMs];
  if (wall <= MAX_BLOCK_MS || cpu <= MAX_BLOCK_MS) return;
  problem(`The event loop was blocked for ${wall.toFixed(0)} ms (${cpu.toFixed(0)} ms of processor time)`);
}

async function memory() {
  for (let time = 0; time < 2; time++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  lookAgain();
  return { keptBytes: heapUsed + external, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

/** What is open that was not when the process started. */
function left() {
  const open = process.getActiveResourcesInfo();
  for (const name of openAtStart) if (open.includes(name)) open.splice(open.indexOf(name), 1);
  return open;
}

/** Answers from now on, and watches. `leave` closes what the program has opened. */
export function tested(handlers, leave) {
  lookAgain();
  const heart = setInterval(onBeat, BEAT_MS);
  const all = {
    problems: () => problems.splice(0),
    memory,
    leave: async () => {
      clearInterval(heart);
      await leave();
      const giveUpAtMs = performance.now() + LEAVE_MS;
      while (left().length > 0 && performance.now() < giveUpAtMs) await new Promise((resolve) => setImmediate(resolve));
      return left();
    },
    ...handlers,
  };
  process.on('message', async ({ id, question }) => {
    let value;
    try {
      value = await all[question.what](question);
    } catch (error) {
      problem(`${question.what} failed: ${error.stack}`);
    }
    if (process.connected) process.send({ id, value: value ?? null }, () => {});
  });
}
