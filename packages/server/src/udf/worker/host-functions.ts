// What Lua code is given of the world outside: memory as long as there is some, the time, the log, the sources of other
// modules, and a stream to read and write. Functions that Lua calls are made once for an engine, since the table that
// holds them never shrinks.

import { INSTRUCTIONS_PER_LOOK, MAX_LOGGED, MAX_LOGGED_CHARS, MAX_STATE_BYTES } from '../limits.ts';
import { LUA, type LuaC } from './lua-c.ts';

/** What the server's own Lua code is called in messages. */
export const OWN_CHUNK = '(server)';

/** Callers that are asked for their place, until one is the module's. */
const MAX_LEVELS = 16;

const TIMEOUT = Buffer.from('UDF Execution Timeout');

/** What the thread does for a script. */
export interface Host {
  log(level: number, text: string): void;
  /** The source of a module by its name without extension. */
  source(name: string): Uint8Array | undefined;
  /** The next record or value of the stream; undefined at its end. Blocks. */
  read(): Uint8Array | undefined;
  /** Takes a value. Blocks while nobody takes those before it. */
  write(type: number, value: Uint8Array): void;
}

export class HostFunctions {
  /** A pointer to the allocator of Lua's memory. */
  readonly allocate: number;
  readonly #c: LuaC;
  readonly #host: Host;
  readonly #hook: number;
  readonly #functions: readonly (readonly [string, number])[];
  /** Where the engine writes the length of a string. */
  readonly #lengthAt: number;
  #deadline = Number.POSITIVE_INFINITY;
  #logged = 0;

  constructor(c: LuaC, host: Host) {
    this.#c = c;
    this.#host = host;
    this.#lengthAt = c._malloc(4);
    this.allocate = c.addFunction(
      (meter, pointer, oldBytes, bytes) =>
        this.#allocate(meter as number, pointer as number, oldBytes as number, bytes as number),
      'iiiii',
    );
    this.#hook = c.addFunction((L) => this.#look(L as number), 'vii');
    const functions: Record<string, (L: number) => number> = {
      box: (L) => {
        c._lua_newuserdatauv(L, 0, 1);
        return 1;
      },
      now: (L) => {
        c._lua_pushinteger(L, BigInt(Date.now()));
        return 1;
      },
      log: (L) => this.#log(L),
      source: (L) => this.#pushOrNil(L, this.#host.source(this.textAt(L, 1))),
      read: (L) => this.#read(L),
      write: (L) => this.#write(L),
    };
    this.#functions = Object.entries(functions).map(([name, f]) => [name, c.addFunction((L) => f(L as number), 'ii')]);
  }

  /** Gives the scripts that follow so much time together. */
  begin(budgetMs: number): void {
    this.#deadline = performance.now() + budgetMs;
    this.#logged = 0;
  }

  /** More time, from now on. */
  renew(budgetMs: number): void {
    this.#deadline = performance.now() + budgetMs;
  }

  /** Makes the state look at the clock; coroutines take that over. */
  limit(state: number): void {
    this.#c._lua_sethook(state, this.#hook, LUA.MASK_COUNT, INSTRUCTIONS_PER_LOOK);
  }

  /** Memory that holds how much a state has. */
  newMeter(): number {
    const meter = this.#c._malloc(4);
    this.#c.HEAPU32[meter >>> 2] = 0;
    return meter;
  }

  freeMeter(meter: number): void {
    this.#c._free(meter);
  }

  /** A table with what is done for scripts here, and an empty table of globals. */
  pushModuleTable(L: number): void {
    const c = this.#c;
    c._lua_createtable(L, 0, 64);
    for (const [name, f] of this.#functions) {
      c._lua_pushcclosure(L, f, 0);
      this.withText(name, (pointer) => c._lua_setfield(L, -2, pointer));
    }
    c._lua_createtable(L, 0, 32);
    this.withText('globals', (pointer) => c._lua_setfield(L, -2, pointer));
  }

  withBytes<T>(bytes: Uint8Array, use: (pointer: number) => T): T {
    const pointer = this.#c._malloc(bytes.length + 1);
    try {
      this.#c.HEAPU8.set(bytes, pointer);
      this.#c.HEAPU8[pointer + bytes.length] = 0;
      return use(pointer);
    } finally {
      this.#c._free(pointer);
    }
  }

  withText<T>(text: string, use: (pointer: number) => T): T {
    return this.withBytes(Buffer.from(text, 'latin1'), use);
  }

  pushBytes(L: number, bytes: Uint8Array): void {
    this.withBytes(bytes, (pointer) => this.#c._lua_pushlstring(L, pointer, bytes.length));
  }

  /** A copy of the string at that place of the stack; undefined for another type. */
  bytesAt(L: number, index: number): Uint8Array | undefined {
    const c = this.#c;
    if (c._lua_type(L, index) !== LUA.TYPE_STRING) return undefined;
    const pointer = c._lua_tolstring(L, index, this.#lengthAt);
    return c.HEAPU8.slice(pointer, pointer + (c.HEAPU32[this.#lengthAt >>> 2] as number));
  }

  textAt(L: number, index: number): string {
    return Buffer.from(this.bytesAt(L, index) ?? []).toString('latin1');
  }

  #allocate(meter: number, pointer: number, oldBytes: number, bytes: number): number {
    const c = this.#c;
    const at = meter >>> 2;
    // For new memory Lua says in the place of its old size what it is for.
    const before = (c.HEAPU32[at] as number) - (pointer === 0 ? 0 : oldBytes);
    if (bytes === 0) {
      c._free(pointer);
      c.HEAPU32[at] = before;
      return 0;
    }
    if (bytes >>> 0 > MAX_STATE_BYTES || before + bytes > MAX_STATE_BYTES) return 0;
    const got = c._realloc(pointer, bytes);
    if (got !== 0) c.HEAPU32[at] = before + bytes;
    return got;
  }

  /** Every so many instructions: ends a script whose time is over, and again when it catches the error. */
  #look(L: number): undefined {
    if (performance.now() < this.#deadline) return;
    this.#c._luaL_where(L, 1);
    for (let level = 2; level < MAX_LEVELS && this.textAt(L, -1).startsWith(OWN_CHUNK); level++) {
      this.#c._lua_settop(L, -2);
      this.#c._luaL_where(L, level);
    }
    this.pushBytes(L, TIMEOUT);
    this.#c._lua_concat(L, 2);
    this.#c._lua_error(L);
  }

  #log(L: number): number {
    if (this.#logged++ < MAX_LOGGED) {
      const level = Number(this.#c._lua_tointegerx(L, 1, 0));
      this.#host.log(level, this.textAt(L, 2).slice(0, MAX_LOGGED_CHARS));
    }
    return 0;
  }

  #read(L: number): number {
    return this.#pushOrNil(L, this.#host.read());
  }

  #write(L: number): number {
    const type = Number(this.#c._lua_tointegerx(L, 1, 0));
    this.#host.write(type, this.bytesAt(L, 2) ?? new Uint8Array());
    return 0;
  }

  #pushOrNil(L: number, bytes: Uint8Array | undefined): number {
    if (bytes === undefined) this.#c._lua_pushnil(L);
    else this.pushBytes(L, bytes);
    return 1;
  }
}
