// Child processes of a proof, ended with it: scripts that are asked over their channel, and programs with output.
import { Child, exitOnSignals } from 'tendril-testing/child';

export { childrenOf, isAlive, until } from 'tendril-testing/child';

exitOnSignals();

/** A script of this folder, which answers questions (answering.mjs); `settings` reach it as its first argument. */
export function startScript(url, settings) {
  return Child.script(url, [JSON.stringify(settings)]);
}

/** A program in a process group of its own, as a terminal would start it. */
export function startProgram(file, args, env = {}) {
  return Child.program(file, args, { env });
}
