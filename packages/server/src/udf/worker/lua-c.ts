// The functions of Lua's C interface that are used here, as the engine exports them: numbers are pointers, stack indexes
// and sizes; 64-bit integers are bigints. The engine's own wrappers take strings for text, which cannot hold the bytes
// of a record.

import { LuaWasm } from 'wasmoon';

export interface LuaC {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  addFunction(f: (...args: number[]) => number | undefined, signature: string): number;
  _malloc(bytes: number): number;
  _realloc(pointer: number, bytes: number): number;
  _free(pointer: number): void;
  _luaL_openlibs(state: number): void;
  _luaL_loadbufferx(state: number, pointer: number, bytes: number, name: number, mode: number): number;
  _luaL_where(state: number, level: number): void;
  _lua_newstate(allocate: number, context: number): number;
  _lua_close(state: number): void;
  _lua_atpanic(state: number, panic: number): number;
  _lua_gettop(state: number): number;
  _lua_settop(state: number, index: number): void;
  _lua_pushvalue(state: number, index: number): void;
  _lua_type(state: number, index: number): number;
  _lua_toboolean(state: number, index: number): number;
  _lua_tointegerx(state: number, index: number, isInteger: number): bigint;
  _lua_tolstring(state: number, index: number, bytes: number): number;
  _lua_pushnil(state: number): void;
  _lua_pushboolean(state: number, value: number): void;
  _lua_pushinteger(state: number, value: bigint): void;
  _lua_pushlstring(state: number, pointer: number, bytes: number): number;
  _lua_pushcclosure(state: number, f: number, upvalues: number): void;
  _lua_createtable(state: number, elements: number, entries: number): void;
  _lua_getglobal(state: number, name: number): number;
  _lua_setglobal(state: number, name: number): void;
  _lua_getfield(state: number, index: number, name: number): number;
  _lua_setfield(state: number, index: number, name: number): void;
  _lua_newuserdatauv(state: number, bytes: number, values: number): number;
  _lua_pcallk(state: number, args: number, results: number, handler: number, context: number, k: number): number;
  _lua_error(state: number): number;
  _lua_concat(state: number, count: number): void;
  _lua_sethook(state: number, f: number, mask: number, count: number): void;
}

export const LUA = {
  OK: 0,
  /** What a chunk that does not parse gives. */
  ERROR_SYNTAX: 3,
  TYPE_NIL: 0,
  TYPE_STRING: 4,
  MASK_COUNT: 8,
} as const;

/** Compiles and starts the engine: about 15 ms. It sees no environment, no arguments and no files of this process. */
export async function startEngine(): Promise<LuaC> {
  const { module } = await LuaWasm.initialize(undefined, {});
  return module as unknown as LuaC;
}
