// A command whose reply is long: it is carried out in steps, so that neither the reply nor the time it takes can starve
// other connections. The connection asks for the next step when the peer has room for more.

export interface Job {
  /** Appends some of the reply to the output; true when that was the last of it. */
  step(): boolean;
}
