// Both clients side by side on the target of the run.
import { compare } from '../lib/comparison.mjs';
import { heading } from '../lib/format.mjs';
import { contenders, WORKLOADS } from '../lib/workloads.mjs';

const TARGET_NOTES = {
  responder: (options) =>
    `Against ${options.responders} responder process(es): they answer with prepared bytes and look nothing up, so the ` +
    `client is what is measured. ${
      options.replies === 'each'
        ? 'Each reply is a write of its own, as with a real server; a responder may then be the bottleneck.'
        : 'They answer everything one read brought with one write, as no real server does.'
    }`,
  embedded: () => 'Against the embedded server in a process of its own.',
  hosts: () => 'Against a running cluster.',
};

export function commands(options) {
  heading('Commands', TARGET_NOTES[options.target](options));
  const workloads = WORKLOADS.filter(({ op, quick }) => options.operations.includes(op) && (quick || !options.quick));
  return compare(workloads, contenders, options);
}
