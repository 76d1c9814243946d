// Info values as a node might send them and as none should. Addresses are of this machine or of nowhere (tested/fence.mjs).
import { mutateBytes, mutateText, noise, number, pick } from './mutate.mjs';
import { frame, infoReply } from './scripted-node.mjs';

const INFO = 1;
const some = (random, most, make) => Array.from({ length: random.below(most + 1) }, () => make());

const host = (random) =>
  random.weighted([
    [4, () => `127.0.0.1:${1 + random.below(4)}`],
    [2, () => `[::1]:${random.below(70_000)}`],
    [2, () => `n${random.below(20)}.invalid:${number(random)}`],
    [1, () => `127.0.0.${random.below(300)}`],
    [1, () => 'x'.repeat(random.below(3000))],
    [1, () => ''],
  ])();

const name = (random) =>
  random.weighted([
    [4, () => `BB900000000000${random.below(6)}`],
    [
      2,
      () =>
        random
          .below(2 ** 31)
          .toString(16)
          .toUpperCase(),
    ],
    [1, () => '0'.repeat(random.below(20))],
    [1, () => 'G'],
  ])();

function peers(random) {
  const many = random.below(10) === 0;
  const one = () => {
    const tls = random.below(6) === 0 ? 't'.repeat(random.below(3000)) : '';
    return `[${name(random)},${tls},[${some(random, many ? 70 : 4, () => host(random)).join(',')}]]`;
  };
  return `${1 + random.below(2 ** 31)},${random.below(4) === 0 ? number(random) : '3000'},[${some(random, many ? 400 : 6, one).join(',')}]`;
}

const bitmap = (random) =>
  random.weighted([
    [4, () => noise(random, 512).toString('base64')],
    [2, () => Buffer.alloc(512, random.below(2) * 255).toString('base64')],
    [1, () => noise(random, random.below(600)).toString('base64')],
    [1, () => 'A'.repeat(684)],
    [1, () => `${'A'.repeat(683)}=`],
  ])();

function replicas(random) {
  const many = random.below(12) === 0;
  const one = () => {
    const columns = some(random, many ? 12 : 3, () => bitmap(random));
    const namespace = pick(random, [
      'test',
      'test',
      'bar',
      '',
      'n'.repeat(random.below(60)),
      '__proto__',
      `x${random.below(2 ** 31)}`,
    ]);
    const count = random.below(5) === 0 ? number(random) : columns.length;
    // A regime that a node has once told is not forgotten: who lies about it is believed.
    const regime = namespace === 'test' ? '0' : number(random);
    return `${namespace}:${regime},${count},${columns.join(',')}`;
  };
  return some(random, many ? 200 : 4, one).join(';');
}

const racks = (random) => some(random, 6, () => `${pick(random, ['test', 'bar', ''])}:${number(random)}`).join(';');

const GRAMMARS = new Map([
  ['node', name],
  ['peers-generation', number],
  ['partition-generation', number],
  ['rebalance-generation', number],
  ['build', (random) => `${number(random)}.${number(random)}.${number(random)}`],
  ['cluster-name', (random) => 'c'.repeat(random.below(2000))],
  ['peers-clear-std', peers],
  ['replicas', replicas],
  ['rack-ids', racks],
  ['features', (random) => some(random, 20, () => pick(random, ['batch-any', 'pquery', '', '\u0000'])).join(';')],
]);

const failure = (random) =>
  pick(random, ['', 'ERROR', 'ERROR:4:unrecognized command', `ERROR:${number(random)}:`, 'FAIL', 'ERROR::', 'null']);

/** A value of that command. */
export function infoValue(random, command) {
  const grammar = GRAMMARS.get(command) ?? failure;
  return random.weighted([
    [4, () => grammar(random)],
    [6, () => mutateText(random, grammar(random))],
    [2, () => failure(random)],
    [0.3, () => grammar(random).repeat(1 + random.below(200))],
  ])();
}

/** A reply as a whole that is none. */
export function infoBytes(random) {
  const reply = infoReply(['node', 'peers-generation', 'partition-generation'], () => number(random));
  return random.weighted([
    [4, () => mutateBytes(random, reply)],
    [1, () => Buffer.concat([reply, reply])],
    [1, () => frame(INFO, Buffer.alloc(random.below(200_000), '\n'))],
    [1, () => frame(INFO, Buffer.alloc(random.below(2_000_000), 'a\tb\n'))],
    [1, () => frame(random.below(8), reply.subarray(8), random.below(4))],
    [1, () => noise(random, random.below(100))],
    [1, () => Buffer.alloc(0)],
  ])();
}
