// One Lua state: a sandbox with one module in it. Text goes in and out as bytes.

import { MODULE_PATH } from '../limits.ts';
import { AS, AS_CHUNK } from '../lua/as.ts';
import { BYTES } from '../lua/bytes.ts';
import { CALLS } from '../lua/calls.ts';
import { LIST } from '../lua/list.ts';
import { MAP } from '../lua/map.ts';
import { MSGPACK } from '../lua/msgpack.ts';
import { ORDER } from '../lua/order.ts';
import { RECORD } from '../lua/record.ts';
import { SANDBOX } from '../lua/sandbox.ts';
import { STREAMS } from '../lua/streams.ts';
import { VALUES } from '../lua/values.ts';
import { type HostFunctions, OWN_CHUNK } from './host-functions.ts';
import { LUA, type LuaC } from './lua-c.ts';

/** In this order: each takes from those before it. With what messages call it. */
const PARTS = [
  ...[VALUES, BYTES, LIST, MAP, ORDER, MSGPACK, RECORD, CALLS].map((part) => [part, OWN_CHUNK] as const),
  [AS, AS_CHUNK] as const,
  ...[STREAMS, SANDBOX].map((part) => [part, OWN_CHUNK] as const),
];

/** What a call came to: bytes that it returned, or the message of what went wrong. */
export interface CallResult {
  readonly isFailed: boolean;
  /** Undefined for a value that is no string. */
  readonly bytes: Uint8Array | undefined;
}

export class LuaState {
  readonly #c: LuaC;
  readonly #host: HostFunctions;
  readonly #state: number;
  readonly #memory: number;

  /** @throws Error when there is no memory for it. */
  constructor(c: LuaC, host: HostFunctions) {
    this.#c = c;
    this.#host = host;
    this.#memory = host.newMeter();
    this.#state = c._lua_newstate(host.allocate, this.#memory);
    if (this.#state === 0) throw new Error('There is no memory for a Lua state');
    host.limit(this.#state);
    c._luaL_openlibs(this.#state);
    this.#prepare();
  }

  close(): void {
    this.#c._lua_close(this.#state);
    this.#host.freeMeter(this.#memory);
  }

  /** Calls a function of the module table `T` with bytes. */
  call(name: string, request: Uint8Array): CallResult {
    const c = this.#c;
    const L = this.#state;
    c._lua_settop(L, 1);
    this.#host.withText(name, (pointer) => c._lua_getfield(L, 1, pointer));
    this.#host.pushBytes(L, request);
    return this.#result(c._lua_pcallk(L, 1, 1, 0, 0, 0));
  }

  /** Loads a registered module, as `require` does. */
  require(module: string): CallResult {
    const c = this.#c;
    const L = this.#state;
    c._lua_settop(L, 1);
    this.#host.withText('require', (pointer) => c._lua_getglobal(L, pointer));
    this.#host.pushBytes(L, Buffer.from(module, 'latin1'));
    return this.#result(c._lua_pcallk(L, 1, 1, 0, 0, 0));
  }

  /** Runs the source of a module that is not registered yet, under the name of its file. */
  run(source: Uint8Array, file: string): CallResult & { readonly isSyntax: boolean } {
    this.#c._lua_settop(this.#state, 1);
    const loaded = this.#load(source, file);
    if (loaded !== LUA.OK) return { ...this.#result(loaded), isSyntax: loaded === LUA.ERROR_SYNTAX };
    return { ...this.#result(this.#c._lua_pcallk(this.#state, 0, 1, 0, 0, 0)), isSyntax: false };
  }

  /** Leaves the module table at index 1 for good. */
  #prepare(): void {
    const c = this.#c;
    const L = this.#state;
    this.#host.pushModuleTable(L);
    this.#host.withText('debug', (pointer) => {
      c._lua_getglobal(L, pointer);
      c._lua_setfield(L, 1, pointer);
    });
    this.#host.pushBytes(L, Buffer.from(MODULE_PATH, 'latin1'));
    this.#host.withText('path', (pointer) => c._lua_setfield(L, 1, pointer));
    for (const [part, name] of PARTS) {
      let result = this.#load(Buffer.from(part), `=${name}`);
      if (result === LUA.OK) {
        c._lua_pushvalue(L, 1);
        result = c._lua_pcallk(L, 1, 0, 0, 0, 0);
      }
      if (result !== LUA.OK) throw new Error(`The server's own Lua code failed: ${this.#host.textAt(L, -1)}`);
    }
  }

  #load(source: Uint8Array, name: string): number {
    return this.#host.withBytes(source, (at) =>
      this.#host.withText(name, (nameAt) =>
        this.#host.withText('t', (mode) => this.#c._luaL_loadbufferx(this.#state, at, source.length, nameAt, mode)),
      ),
    );
  }

  #result(status: number): CallResult {
    const bytes = this.#host.bytesAt(this.#state, -1);
    this.#c._lua_settop(this.#state, 1);
    return { isFailed: status !== LUA.OK, bytes };
  }
}
