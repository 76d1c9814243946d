// A chain: a command that is described step by step and carried out once, when it is awaited. Nothing is sent before.

/** As promises have it: whatever was thrown. */
export type Reason = Parameters<NonNullable<Parameters<PromiseLike<unknown>['then']>[1]>>[0];

/**
 * A command that is not sent yet: it is once it is awaited, or used as a promise, and only once however often that
 * happens. A step that is added later is refused.
 */
export abstract class Chain<Value> implements PromiseLike<Value> {
  /** @internal What it was sent as, once it was. */
  protected sent: Promise<unknown> | undefined;

  /** @internal Carries it out. */
  protected abstract run(): Promise<unknown>;

  /** @internal Before each step. */
  protected checkOpen(): void {
    if (this.sent !== undefined) throw new TypeError('this chain was sent already; begin a new one for each command');
  }

  // biome-ignore lint/suspicious/noThenProperty: this is what makes a chain something to await
  then<Fulfilled = Value, Rejected = never>(
    onFulfilled?: ((value: Value) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: Reason) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.sent ??= this.run();
    return (this.sent as Promise<Value>).then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: Reason) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Value | Rejected> {
    return this.then(null, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Value> {
    return this.then().finally(onFinally);
  }
}
