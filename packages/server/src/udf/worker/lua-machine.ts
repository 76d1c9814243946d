// One engine with the states of several modules: what a thread does when it is asked for something.

import { MAX_ENGINE_BYTES, MAX_STATES } from '../limits.ts';
import type { Outcome } from '../thread-messages.ts';
import { type Host, HostFunctions } from './host-functions.ts';
import type { LuaC } from './lua-c.ts';
import { type CallResult, LuaState } from './lua-state.ts';

const NO_MODULE: Outcome = { kind: 'no-module' };

export class LuaMachine {
  readonly #c: LuaC;
  readonly #functions: HostFunctions;
  /** Loaded modules, the one used last at the end. */
  readonly #states = new Map<string, LuaState>();

  constructor(c: LuaC, host: Host) {
    this.#c = c;
    this.#functions = new HostFunctions(c, host);
  }

  /** Memory is never given back: past a limit the engine is to be replaced. */
  get isWorn(): boolean {
    return this.#c.HEAPU8.length > MAX_ENGINE_BYTES;
  }

  /** Forgets what it has loaded: modules have changed. */
  forget(): void {
    for (const state of this.#states.values()) state.close();
    this.#states.clear();
  }

  /** Calls a function of the server's own Lua code in the state of that module. */
  call(module: string, name: string, request: Uint8Array, budgetMs: number): Outcome {
    this.#functions.begin(budgetMs);
    const state = this.#stateOf(module);
    return state === undefined ? NO_MODULE : outcomeOf(state.call(name, request));
  }

  validate(file: string, source: Uint8Array, budgetMs: number): Outcome {
    this.#functions.begin(budgetMs);
    const state = new LuaState(this.#c, this.#functions);
    const result = state.run(source, file);
    state.close();
    return result.isFailed ? failureOf(result, result.isSyntax) : { kind: 'answer', bytes: new Uint8Array() };
  }

  /** More time for the call that is under way. */
  renew(budgetMs: number): void {
    this.#functions.renew(budgetMs);
  }

  #stateOf(module: string): LuaState | undefined {
    const known = this.#states.get(module);
    if (known !== undefined) {
      this.#states.delete(module);
      this.#states.set(module, known);
      return known;
    }
    const state = new LuaState(this.#c, this.#functions);
    if (state.require(module).isFailed) {
      state.close();
      return undefined;
    }
    for (const [name, oldest] of this.#states) {
      if (this.#states.size < MAX_STATES) break;
      this.#states.delete(name);
      oldest.close();
    }
    this.#states.set(module, state);
    return state;
  }
}

function outcomeOf(result: CallResult): Outcome {
  return result.isFailed ? failureOf(result, false) : { kind: 'answer', bytes: result.bytes ?? new Uint8Array() };
}

function failureOf({ bytes }: CallResult, isSyntax: boolean): Outcome {
  const text = bytes === undefined ? '(Null error message returned by lua)' : Buffer.from(bytes).toString('latin1');
  return { kind: 'error', text, isSyntax };
}
