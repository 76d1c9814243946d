// A tested process as the fuzzer sees it. That it ends, does not answer or reports a problem is a finding.
import { Child } from 'tendril-testing/child';
import { Finding } from './finding.mjs';

const SHOWN = 4000;

export class Tested {
  /** `settings` reach the program of `tested/` as its first argument. */
  constructor(program, settings = {}) {
    this.child = Child.script(new URL(`../tested/${program}.mjs`, import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--expose-gc'],
    });
  }

  get pid() {
    return this.child.pid;
  }

  async ask(question) {
    try {
      return await this.child.ask(question);
    } catch (error) {
      throw new Finding(`${error.message.slice(0, SHOWN)}\n${this.child.stderr.slice(-SHOWN)}`);
    }
  }

  /** Throws what it has noticed since it was last judged. */
  async judge() {
    const problems = await this.ask({ what: 'problems' });
    if (problems.length > 0) throw new Finding(problems.join('\n').slice(0, SHOWN));
  }

  /** `{ keptBytes, peakBytes }`: what is still used after a collection, and the most that was ever resident. */
  memory() {
    return this.ask({ what: 'memory' });
  }

  /** Lets it close what it has; nothing may be open then, and it ends by itself. */
  async leave() {
    const left = await this.ask({ what: 'leave' });
    if (left.length > 0) throw new Finding(`Left open: ${left.join(' ')}`);
    await this.judge();
    const end = await this.child.dismiss();
    if (end !== 'code 0') throw new Finding(`The process did not end by itself: ${end}\n${this.child.stderr}`);
  }

  async kill() {
    await this.child.stop('SIGKILL');
  }
}
