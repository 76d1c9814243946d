// The faults that the participants of a segment and its files meet, and how often. Each ends with everybody awake; what has
// to hold afterwards is for Group.settle. The random source is asked for the same number of choices whatever the group is
// like.
import * as files from './file-faults.mjs';
import * as host from './host-faults.mjs';
import { visit } from './hostile.mjs';
import * as processes from './process-faults.mjs';

/** A directory somebody else has prepared; the segment of another identity, hence without consequence for this one. */
function meetHostile({ group, ground, random, note }) {
  return visit(group, ground, random.next(), note);
}

/** `[weight, { name, run }]`; `run` resolves with false when the group has nothing to do it to. */
export const FAULTS = [
  [6, processes.killOwner, 'owner killed'],
  [3, processes.killAny, 'any killed'],
  [5, processes.killAtCall, 'killed at the n-th call'],
  [4, processes.stopAtCall, 'stopped at the n-th call'],
  [3, processes.killNewcomer, 'killed while attaching'],
  [2, processes.killLeaver, 'killed while leaving'],
  [3, processes.killAll, 'all killed and started'],
  [4, processes.stopOwner, 'owner stopped'],
  [2, processes.stopFollower, 'follower stopped'],
  [2, processes.freezeAll, 'all frozen'],
  [3, processes.blockLoop, "owner's event loop blocked"],
  [1, processes.hangTending, "owner's tending hung"],
  [2, processes.leave, 'left'],
  [2, processes.exit, 'exited without closing'],
  [2, processes.terminateThread, 'worker thread terminated'],
  [1, processes.crowd, 'three more, all killed'],
  [4, files.damageSnapshot, 'snapshots damaged'],
  [3, files.damageUnread, 'snapshot damaged before it was read'],
  [3, files.damageLocks, 'lock files damaged'],
  [2, files.loseControlFile, 'control file lost'],
  [3, files.loseDirectory, 'directory lost'],
  [2, files.plantFiles, 'files in the way'],
  [2, host.fillDisk, 'file system full'],
  [2, host.starveDescriptors, 'no descriptors left'],
  [2, meetHostile, 'hostile directory met'],
].map(([weight, run, name]) => [weight, { name, run }]);
