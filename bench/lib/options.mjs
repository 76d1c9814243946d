// The command line of a run.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { OPERATIONS } from '../clients/operations.mjs';
import { TARGETS } from '../targets/target.mjs';
import { coreSplit } from './pinning.mjs';

export const SECTIONS = [
  'commands',
  'goals',
  'streams',
  'floor',
  'micro',
  'embedded',
  'tls',
  'observing',
  'gateway',
  'install',
  'load',
];

const REPLIES = ['together', 'each'];

export const HELP = `npm run bench -- [options]

  --quick             fewer workloads, one short round: shows that everything runs, the numbers mean little
  --only <list>       sections (${SECTIONS.join(', ')}) and operations (${Object.keys(OPERATIONS).join(', ')})
  --target <kind>     what commands and floor run against: ${TARGETS.join(', ')} (default responder)
  --hosts <list>      addresses of a real cluster with a namespace test; implies --target hosts
  --device-namespace <name>  a namespace of that cluster on a device, for section goals
  --server-pids <list>  its processes, if they run here: their CPU is counted
  --rounds <n>        rounds of commands, floor and gateway (default 5, quick 1)
  --seconds <s>       measured seconds per cell (default 2, quick 0.5)
  --responders <n>    responder processes, each a node (default 1, with more than two cores up to 4)
  --replies <how>     responders answer what one read brought: together with one write, or each with its own, as a
                      real server does (default together)
  --pin               servers on the first half of the cores, clients on the other (Linux; not in section gateway)
  --records <n>       records that section streams scans (default 1,000,000, quick 20,000)
  --json <file>       writes all numbers there as well
`;

export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      target: { type: 'string' },
      hosts: { type: 'string' },
      'device-namespace': { type: 'string' },
      'server-pids': { type: 'string', default: '' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      responders: { type: 'string' },
      replies: { type: 'string', default: 'together' },
      pin: { type: 'boolean', default: false },
      records: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { quick, hosts } = values;
  const target = values.target ?? (hosts === undefined ? 'responder' : 'hosts');
  if (!TARGETS.includes(target)) throw new Error(`--target is one of ${TARGETS.join(', ')}`);
  if (target === 'hosts' && hosts === undefined) throw new Error('--target hosts needs --hosts');
  if (!REPLIES.includes(values.replies)) throw new Error(`--replies is one of ${REPLIES.join(', ')}`);
  return {
    help: values.help,
    quick,
    target,
    hosts,
    deviceNamespace: values['device-namespace'],
    serverPids: values['server-pids']
      .split(',')
      .filter((pid) => pid !== '')
      .map(Number),
    ...chosen(values.only, target),
    rounds: positive('rounds', values.rounds, quick ? 1 : 5),
    measureMs: 1000 * positive('seconds', values.seconds, quick ? 0.5 : 2),
    warmUpMs: quick ? 300 : 1500,
    responders: positive('responders', values.responders, Math.max(1, Math.min(4, availableParallelism() >> 1))),
    replies: values.replies,
    cores: values.pin ? cores() : undefined,
    records: Math.round(positive('records', values.records, quick ? 20_000 : 1_000_000)),
    json: values.json,
  };
}

/** An operation's name chooses the section `commands` with that operation alone. */
function chosen(text, target) {
  const words = text.split(',').filter((word) => word !== '');
  const isOperation = (word) => Object.hasOwn(OPERATIONS, word);
  const unknown = words.find((word) => !SECTIONS.includes(word) && !isOperation(word));
  if (unknown !== undefined) throw new Error(`--only does not know ${unknown}`);
  const operations = words.filter(isOperation);
  const sections = words.filter((word) => SECTIONS.includes(word));
  if (operations.length > 0 && !sections.includes('commands')) sections.push('commands');
  return {
    // Goals are about real servers.
    sections:
      words.length === 0
        ? SECTIONS.filter((section) => section !== 'goals' || target === 'hosts')
        : SECTIONS.filter((section) => sections.includes(section)),
    operations: operations.length === 0 ? Object.keys(OPERATIONS) : operations,
  };
}

function cores() {
  const split = coreSplit();
  if (split === undefined) throw new Error('--pin needs Linux, the program taskset and two cores');
  return split;
}

function positive(name, text, fallback) {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number over 0`);
  return value;
}
