// Who asks. Every command, batch row, query and info request carries the principal of the connection that it came on,
// from the connection to where it is carried out. Without security everybody is nobody in particular.

export interface Principal {
  /** The name under which the connection has logged in; undefined when it has not. */
  readonly user: string | undefined;
}

export const ANONYMOUS: Principal = { user: undefined };
