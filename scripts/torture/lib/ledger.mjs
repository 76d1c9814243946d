// Everything any participant of one segment saw, checked as it comes in:
//   - a generation stands for one snapshot, wherever it is seen; no number comes back while the segment lives
//   - within an epoch one participant publishes, and the snapshot names its process
//   - no reader sees generations or epochs fall
//   - a body was written, whole, by an owner of this very segment
// Numbers count anew when all processes and all files of a segment are gone: that is another incarnation, by its nonce.

/** Snapshots remembered by generation; a number older than all of them may not be seen any more. */
const REMEMBERED = 50_000;
const MAX_PROBLEMS = 20;

export class Ledger {
  problems = [];
  snapshots = 0;
  sightings = 0;
  #identity;
  #layout;
  #incarnations = new Map();
  #floor = 0;
  #isRestarting = false;
  /** What would be complained of, unless the restart is excused. */
  #fallen = [];

  constructor({ identity, layout }) {
    this.#identity = identity;
    this.#layout = layout;
  }

  get incarnations() {
    return this.#incarnations.size;
  }

  get epochs() {
    return [...this.#incarnations.values()].reduce((sum, { owners }) => sum + owners.size, 0);
  }

  complain(problem) {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }

  /** All processes are gone, but not the files: the next incarnation has to count on from here. See `judgeRestart`. */
  expectMoreThan(generation) {
    this.#floor = generation;
    this.#isRestarting = true;
  }

  /**
   * The newcomers have come. Excused are generations from 1 when one of them gave up for lack of space or descriptors: it
   * was the last one out then, and removed every file as the last one does, with nobody left who knew the numbers.
   */
  judgeRestart(isExcused) {
    this.#isRestarting = false;
    const fallen = this.#fallen.splice(0);
    if (!isExcused) {
      for (const problem of fallen) this.complain(problem);
      return;
    }
    this.#floor = 0;
    for (const incarnation of this.#incarnations.values()) incarnation.floor = 0;
  }

  enter(reader, sighting) {
    this.sightings++;
    const { nonce, generation, epoch, ownerPid, writer, writerEpoch, signature } = sighting;
    const here = `${this.#identity}/${nonce}: generation ${generation}, epoch ${epoch}, seen by ${reader.name}`;
    const complain = (problem) => this.complain(`${here}: ${problem}`);
    if (!sighting.isGenuine) complain('a body that no owner wrote');
    else if (sighting.identity !== this.#identity || sighting.layout !== this.#layout) {
      complain(`a body of the segment ${sighting.identity}, layout ${sighting.layout}`);
    }
    // Who joins the same incarnation again reads the same snapshot again.
    const isAgain = generation === reader.generation && nonce === reader.nonce;
    if (generation <= reader.generation && !isAgain)
      complain(`after generation ${reader.generation} of ${reader.nonce}`);
    if (epoch < reader.epoch) complain(`after epoch ${reader.epoch}`);
    if (writerEpoch > epoch) complain(`written in the later epoch ${writerEpoch}`);
    const incarnation = this.#incarnationOf(nonce);
    if (generation <= incarnation.floor) {
      const problem = `not after ${incarnation.floor}, the last before all were killed`;
      if (this.#isRestarting) this.#fallen.push(`${here}: ${problem}`);
      else complain(problem);
    }
    this.#judgeOwner(incarnation.owners, epoch, ownerPid, writerEpoch === epoch ? writer : undefined, complain);
    this.#judgeNumber(incarnation, generation, `${epoch} ${ownerPid} ${signature}`, complain);
    reader.nonce = nonce;
    reader.generation = generation;
    reader.epoch = epoch;
    reader.hasFinal = sighting.final;
  }

  #incarnationOf(nonce) {
    let incarnation = this.#incarnations.get(nonce);
    if (incarnation === undefined) {
      incarnation = { owners: new Map(), generations: new Map(), forgottenUpTo: 0, floor: this.#floor };
      this.#floor = 0;
      this.#incarnations.set(nonce, incarnation);
    }
    return incarnation;
  }

  /** `writer` is known of the snapshots that were published in their own epoch; the others were handed on. */
  #judgeOwner(owners, epoch, ownerPid, writer, complain) {
    const owner = owners.get(epoch);
    if (owner === undefined) {
      owners.set(epoch, { ownerPid, writer });
      return;
    }
    if (owner.ownerPid !== ownerPid) complain(`owned by process ${ownerPid}, but also by ${owner.ownerPid}`);
    if (writer === undefined) return;
    if (owner.writer !== undefined && owner.writer !== writer) complain(`from ${writer}, but ${owner.writer} owns it`);
    owner.writer = writer;
  }

  #judgeNumber(incarnation, generation, content, complain) {
    const { generations } = incarnation;
    const known = generations.get(generation);
    if (known === content) return;
    if (known !== undefined) complain(`a second snapshot of this number: ${content}, before ${known}`);
    if (generation <= incarnation.forgottenUpTo) complain('a number of long ago');
    this.snapshots++;
    generations.set(generation, content);
    if (generations.size <= REMEMBERED) return;
    const oldest = generations.keys().next().value;
    incarnation.forgottenUpTo = Math.max(oldest, incarnation.forgottenUpTo);
    generations.delete(oldest);
  }
}
