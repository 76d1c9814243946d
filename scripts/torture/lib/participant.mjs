// One participant of a tortured segment: publishes all the time while it owns, reads all the time, and reports what it
// sees. A body names its writer, segment and epoch, and is signed with the key of the run: a reader can tell what an
// owner of this segment wrote from any other bytes. Runs in a process or a worker thread; loads the client from the copy
// of its application.
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const WORK_MS = 4;
const REPORT_MS = 20;
const MAX_BODY_BYTES = 12_000;
const SIGNATURE_BYTES = 32;

export function nowMs() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Attaches and works until told otherwise. `send` takes reports; the result takes orders. */
export function participate(settings, send) {
  return new Participant(settings, send).obey;
}

class Participant {
  #settings;
  #send;
  #segment;
  #sightings = [];
  #warnings = [];
  #latest;
  #nonce = 0;
  #sequence = 0;
  #isLast = false;
  #hasPublishedLast = false;
  #hangsUntilMs = 0;
  #fuse = 0;
  #signal = 'SIGKILL';
  #timers = [];

  constructor(settings, send) {
    this.#settings = settings;
    this.#send = send;
    this.#light(settings.fuse);
    const require = createRequire(join(settings.app, 'index.js'));
    const { Segment } = require('tendril-client/dist/src/shm/segment.js');
    const { systemEnvironment } = require('tendril-client/dist/src/shm/environment.js');
    const { identity, directory, leaseMs, tickMs, progressMs } = settings;
    const options = {
      identity,
      directory,
      leaseMs,
      tickMs,
      progressMs,
      onRoleChange: (role, reason) => role === 'detached' && this.#end('detached', reason),
      onWarning: (message) => this.#warnings.push(message),
    };
    try {
      this.#segment = Segment.attach(options, this.#watched(systemEnvironment()));
    } catch (error) {
      this.#end('refused', `${error.name}: ${error.message}`);
      return;
    }
    this.#timers = [setInterval(() => this.#work(), WORK_MS), setInterval(() => this.#report(), REPORT_MS)];
    this.#report('attached');
  }

  obey = (order) => {
    const handlers = {
      last: () => {
        this.#isLast = true;
      },
      block: () => {
        const untilMs = nowMs() + order.ms;
        while (nowMs() < untilMs);
      },
      hang: () => {
        this.#hangsUntilMs = nowMs() + order.ms;
      },
      fuse: () => this.#light(order.fuse),
      close: () => {
        this.#segment?.close();
        this.#end('closed', '');
      },
      exit: () => process.exit(0),
    };
    handlers[order.do]();
  };

  /** The process signals itself at the n-th call of the file system or of a lock from now. */
  #light(fuse) {
    this.#fuse = fuse?.calls ?? 0;
    this.#signal = fuse?.signal ?? 'SIGKILL';
  }

  #burn() {
    if (this.#fuse > 0 && --this.#fuse === 0) process.kill(process.pid, this.#signal);
  }

  /** The real environment; every call burns the fuse, and snapshot files tell the incarnation they belong to. */
  #watched(environment) {
    const wrap = (calls) =>
      Object.fromEntries(
        Object.entries(calls).map(([name, call]) => [
          name,
          (...args) => {
            this.#burn();
            const nonce = name === 'openSync' && /\/s\.([0-9a-f]{8})\.\d+$/.exec(args[0]);
            if (nonce) this.#nonce = nonce[1];
            return call.apply(calls, args);
          },
        ]),
      );
    return { ...environment, fs: wrap(environment.fs), libc: wrap(environment.libc) };
  }

  #work() {
    const hangs = nowMs() < this.#hangsUntilMs;
    if (!hangs) this.#segment.noteProgress();
    if (this.#segment.hasChanged()) this.#record();
    if (hangs || !this.#segment.isOwner || this.#hasPublishedLast) return;
    try {
      if (!this.#segment.publish(this.#body())) return;
      this.#record();
      this.#hasPublishedLast = this.#isLast;
    } catch (error) {
      this.#warnings.push(`${error.name}: ${error.message}`);
    }
  }

  /** Bodies differ in length, so that reading across two of them would show. */
  #body() {
    const { identity, layout, name } = this.#settings;
    const head = `${identity} ${layout} ${name} ${this.#segment.epoch} ${++this.#sequence} ${this.#isLast} `;
    const content = Buffer.from(head.padEnd(head.length + ((this.#sequence * 7919) % MAX_BODY_BYTES), 'tendril'));
    return Buffer.concat([this.#sign(content), content]);
  }

  #sign(content) {
    return createHmac('sha256', this.#settings.key).update(content).digest();
  }

  #record() {
    const snapshot = this.#segment.read();
    if (snapshot === undefined || snapshot === this.#latest) return; // the one before again: the newest is damaged
    this.#latest = snapshot;
    const { generation, epoch, ownerPid } = snapshot;
    const body = Buffer.from(snapshot.body);
    const content = body.subarray(SIGNATURE_BYTES);
    const [identity, layout, writer, writerEpoch, , final] = content.toString('latin1', 0, 200).split(' ', 6);
    this.#sightings.push({
      atMs: nowMs(),
      nonce: this.#nonce,
      generation,
      epoch,
      ownerPid,
      identity,
      layout: Number(layout),
      writer,
      writerEpoch: Number(writerEpoch),
      final: final === 'true',
      signature: body.toString('base64', 0, SIGNATURE_BYTES),
      isGenuine: this.#sign(content).equals(body.subarray(0, SIGNATURE_BYTES)),
    });
  }

  #report(event, reason) {
    const { role = 'detached', epoch = 0, path } = this.#segment ?? {};
    this.#send({
      name: this.#settings.name,
      event,
      reason,
      role,
      epoch,
      path,
      sightings: this.#sightings.splice(0),
      warnings: this.#warnings.splice(0),
      ...(event === 'closed' && held(this.#settings.directory)),
    });
  }

  #end(event, reason) {
    for (const timer of this.#timers) clearInterval(timer);
    this.#report(event, reason);
  }
}

/** Descriptors and mappings of this process that lie in the directory; none may be left after closing. */
function held(directory) {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  const isHere = (text) => text.includes(`${directory}/`);
  const maps = readFileSync('/proc/self/maps', 'latin1').split('\n').filter(isHere);
  return { descriptors: links.filter(isHere).length, mappings: maps.length };
}
