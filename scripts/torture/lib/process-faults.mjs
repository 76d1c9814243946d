// What is done to the participants of a segment: they are killed, stopped and held up, and they leave and crowd in.
import { pause, pick, removeTree } from './fault-tools.mjs';
import { LEASE_MS, PROGRESS_MS } from './group.mjs';

/** A participant in a process that can signal itself: the first process of a pid namespace cannot. */
const canBurn = ({ host }) => host.kind !== 'namespace';

export async function killOwner({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('killed', await group.takeover(owner, heirs, () => owner.host.signal('SIGKILL')));
}

export async function killAny({ group, random }) {
  await pick(group.hosts, random.next()).kill();
}

export async function stopOwner({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('stopped', await group.takeover(owner, heirs, () => owner.host.signal('SIGSTOP')));
  // Whoever was stopped with the lock of the segment in its hands keeps the others out; they give up sharing then.
  if (heirs.some(({ takesPart }) => takesPart)) await group.advance(5);
  owner.host.signal('SIGCONT');
  await group.advance(5);
}

export async function stopFollower({ group, random }) {
  const follower = pick(group.heirsOf(group.owner), random.next());
  if (follower === undefined) return false;
  follower.host.signal('SIGSTOP');
  await group.advance(20);
  follower.host.signal('SIGCONT');
}

export async function freezeAll({ group }) {
  for (const host of group.hosts) host.signal('SIGSTOP');
  await pause(LEASE_MS * 1.5);
  for (const host of group.hosts) host.signal('SIGCONT');
}

export async function blockLoop({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('blocked', await group.takeover(owner, heirs, () => owner.order({ do: 'block', ms: LEASE_MS * 3 })));
}

export async function hangTending({ group, note }) {
  const { owner } = group;
  const heirs = group.heirsOf(owner);
  if (owner === undefined || heirs.length === 0) return false;
  note('hung', await group.takeover(owner, heirs, () => owner.order({ do: 'hang', ms: PROGRESS_MS + LEASE_MS * 5 })));
}

export async function killAtCall({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(40)];
  const victim = pick(group.awake.filter(canBurn), choice);
  if (victim === undefined) return false;
  victim.order({ do: 'fuse', fuse: { calls, signal: 'SIGKILL' } });
  await group.until('the fuse burns down', () => !victim.host.isRunning);
}

export async function stopAtCall({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(40)];
  const victim = pick(group.awake.filter(canBurn), choice);
  if (victim === undefined) return false;
  victim.order({ do: 'fuse', fuse: { calls, signal: 'SIGSTOP' } });
  await group.until('the fuse burns down', () => victim.host.rests);
  victim.host.isStopped = true;
  await pause(LEASE_MS * 2);
  victim.host.signal('SIGCONT');
}

export async function killNewcomer({ group, random }) {
  const calls = 1 + random.below(60);
  const kind = group.kinds.find((one) => one.kind === 'process');
  const host = group.start({ ...kind }, { calls, signal: 'SIGKILL' });
  await group.joined(host);
  await host.kill();
}

export async function killLeaver({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(14)];
  const victim = pick(group.awake.filter(canBurn), choice);
  if (victim === undefined) return false;
  victim.order({ do: 'fuse', fuse: { calls, signal: 'SIGKILL' } });
  victim.order({ do: 'close' });
  await group.until('a participant leaves', () => !victim.host.isRunning || victim.end !== undefined);
  await victim.host.kill();
}

export async function killAll({ group, random }) {
  const [choice, calls] = [random.next(), 1 + random.below(60)];
  const { highest, lacks } = group;
  await Promise.all(group.hosts.map((host) => host.kill()));
  if (choice < 0.3 && group.path !== undefined) removeTree(group.path);
  else if (group.files('ctl').length > 0) group.ledger.expectMoreThan(highest);
  // Several make the segment anew at once; sometimes one of them dies of it.
  const fuse = choice > 0.7 ? { calls, signal: 'SIGKILL' } : undefined;
  const extra = group.start({ ...group.kinds[0] }, fuse);
  await Promise.all([extra, ...group.kinds.map((kind) => group.start(kind))].map((host) => group.joined(host)));
  group.ledger.judgeRestart(group.lacks > lacks);
  await extra.kill();
}

export async function leave({ group, random }) {
  const host = pick(group.awakeHosts, random.next());
  if (host === undefined) return false;
  for (const member of host.members) member.order({ do: 'close' });
  await group.until(
    'a participant leaves',
    () => host.members.every(({ end }) => end !== undefined) || !host.isRunning,
  );
  await host.dismiss();
}

export async function exit({ group, random }) {
  const member = pick(
    group.awake.filter(({ host }) => host.kind !== 'threads'),
    random.next(),
  );
  if (member === undefined) return false;
  member.order({ do: 'exit' });
  await member.host.ended;
}

export async function terminateThread({ group, random }) {
  const member = pick(
    group.awake.filter(({ host }) => host.kind === 'threads'),
    random.next(),
  );
  if (member === undefined) return false;
  const { host, index } = member;
  host.replace(member, group.settingsFor(host.origin.app));
  await group.until('a thread attaches', () => !host.isRunning || host.members[index].role !== 'starting');
}

export async function crowd({ group }) {
  const kind = group.kinds.find((one) => one.kind === 'process');
  const extras = Array.from({ length: 3 }, () => group.start({ ...kind }));
  await Promise.all(extras.map((host) => group.joined(host)));
  await Promise.all(extras.map((host) => host.kill()));
}
