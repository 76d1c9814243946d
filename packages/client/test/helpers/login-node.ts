// A node that knows who may log in, or does as a test says: it answers admin messages and nothing else.

import { EventEmitter } from 'node:events';
import { type AdminFields, readAdminBlocks, writeAdminReply } from '../../src/wire/admin.ts';
import { ADMIN_COMMAND } from '../../src/wire/codes/admin.ts';
import { RESULT } from '../../src/wire/codes/results.ts';
import { Writer } from '../../src/wire/writer.ts';
import { type Peer, until } from './scripted-server.ts';

export const DAY_SECONDS = 86_400;

export interface Asked {
  readonly peer: Peer;
  readonly command: number;
  readonly fields: AdminFields;
}

/** A node that lets clients in by its own rules, at once or when it is told to. Event: `asked`. */
export class LoginNode extends EventEmitter {
  /** Everything that was asked. */
  readonly asked: Asked[] = [];
  tokens = 0;
  /** Of its sessions; undefined for good. */
  ttlSeconds: number | undefined = DAY_SECONDS;
  /** Tokens up to this one are not accepted. */
  ended = 0;
  result: number = RESULT.OK;
  /** Whether logins wait for `answer`. */
  holds = false;
  readonly #held: Asked[] = [];

  onFrame(peer: Peer, frame: Buffer): void {
    const [block] = readAdminBlocks(frame, 8, frame.length);
    const asked = { peer, command: block?.command as number, fields: block?.fields as AdminFields };
    this.asked.push(asked);
    if (asked.command === ADMIN_COMMAND.LOGIN) {
      if (this.holds) this.#held.push(asked);
      else this.login(asked);
    } else {
      const token = Number(Buffer.from(asked.fields.sessionToken as Uint8Array).toString());
      adminReply(peer, token > this.ended ? RESULT.OK : RESULT.SECURITY_EXPIRED_SESSION);
    }
    this.emit('asked');
  }

  login({ peer }: Asked): void {
    if (this.result !== RESULT.OK) return adminReply(peer, this.result);
    this.tokens++;
    adminReply(peer, RESULT.OK, { sessionToken: Buffer.from(`${this.tokens}`), sessionTtl: this.ttlSeconds });
  }

  release(): void {
    this.holds = false;
    for (const asked of this.#held.splice(0)) this.login(asked);
  }

  count(command: number): number {
    return this.asked.filter((asked) => asked.command === command).length;
  }

  get logins(): number {
    return this.count(ADMIN_COMMAND.LOGIN);
  }

  loginsSeen(count: number): Promise<void> {
    return until(this, 'asked', () => this.logins >= count);
  }
}

export function adminReply(peer: Peer, result: number, fields?: AdminFields): void {
  const w = new Writer(64);
  writeAdminReply(w, result, fields);
  peer.send(w.take());
}
