// One listener for each AbortSignal, however many commands share it: a listener each would make Node.js warn of a leak
// with the eleventh.

export interface Abortable {
  abort(signal: AbortSignal): void;
}

export class AbortListeners {
  readonly #bySignal = new Map<AbortSignal, { readonly commands: Set<Abortable>; readonly listener: () => void }>();

  add(signal: AbortSignal, command: Abortable): void {
    const known = this.#bySignal.get(signal);
    if (known !== undefined) {
      known.commands.add(command);
      return;
    }
    const commands = new Set([command]);
    const listener = (): void => {
      this.#bySignal.delete(signal);
      for (const each of commands) each.abort(signal);
    };
    this.#bySignal.set(signal, { commands, listener });
    signal.addEventListener('abort', listener, { once: true });
  }

  remove(signal: AbortSignal, command: Abortable): void {
    const known = this.#bySignal.get(signal);
    if (!known?.commands.delete(command) || known.commands.size > 0) return;
    this.#bySignal.delete(signal);
    signal.removeEventListener('abort', known.listener);
  }
}
