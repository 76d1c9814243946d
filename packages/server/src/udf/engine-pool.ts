// Engines of a client that aggregates: one for each set of modules, kept for a while after its last use, because starting
// a thread takes longer than most aggregations.

import { createHash } from 'node:crypto';
import { Log } from '../log.ts';
import { IDLE_ENGINE_MS, MAX_IDLE_ENGINES } from './limits.ts';
import { Udf } from './udf.ts';

type LogFunction = (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;

export interface Engine {
  readonly udf: Udf;
  /** What its modules are. */
  readonly id: string;
}

interface Known extends Engine {
  users: number;
  timer: NodeJS.Timeout | undefined;
}

export class EnginePool {
  /** The one used last at the end. */
  readonly #engines = new Map<string, Known>();

  /** The engine with those modules, until it is given back. One with a log of its own is used once. */
  take(modules: Readonly<Record<string, Uint8Array | string>>, log: LogFunction | undefined): Engine {
    const id = log === undefined ? idOf(modules) : '';
    const known = this.#engines.get(id);
    const engine = known ?? { id, udf: engineWith(modules, log ?? (() => {})), users: 0, timer: undefined };
    if (id === '') return engine;
    clearTimeout(engine.timer);
    engine.users++;
    this.#engines.delete(id);
    this.#engines.set(id, engine);
    return engine;
  }

  give({ id, udf }: Engine): void {
    const engine = this.#engines.get(id);
    if (engine === undefined) {
      void udf.stop();
      return;
    }
    engine.users--;
    if (engine.users > 0) return;
    engine.timer = setTimeout(() => this.#stop(engine), IDLE_ENGINE_MS).unref();
    for (const idle of this.#engines.values()) {
      if (this.#engines.size <= MAX_IDLE_ENGINES) break;
      if (idle.users === 0) this.#stop(idle);
    }
  }

  #stop(engine: Known): void {
    clearTimeout(engine.timer);
    this.#engines.delete(engine.id);
    void engine.udf.stop();
  }
}

function engineWith(modules: Readonly<Record<string, Uint8Array | string>>, log: LogFunction): Udf {
  const udf = new Udf(new Log(log));
  for (const [name, source] of Object.entries(modules)) udf.modules.put(`${name}.lua`, Buffer.from(source as string));
  return udf;
}

function idOf(modules: Readonly<Record<string, Uint8Array | string>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(modules).sort()) {
    const source = Buffer.from(modules[name] as string);
    hash.update(`${name} ${source.length} `).update(source);
  }
  return hash.digest('hex');
}
