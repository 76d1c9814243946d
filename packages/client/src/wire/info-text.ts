// Info messages, both directions: newline-terminated command texts out, `command TAB value LF` lines back.
//
//   request  := *( command LF )
//   command  := name [ "/" arg *( "/" arg ) ] [ ":" [ kv *( ";" kv ) ] ]
//   response := *( command TAB value LF )

import { PROTO_TYPE } from './codes/message.ts';
import { beginFrame, endFrame } from './proto.ts';
import { WireError } from './wire-error.ts';
import { Writer } from './writer.ts';

/** The framed request for a list of commands; each gets its terminating newline here. */
export function encodeInfoRequest(commands: readonly string[]): Buffer {
  const w = new Writer(256);
  const at = beginFrame(w, PROTO_TYPE.INFO);
  for (const command of commands) {
    w.utf8(command.endsWith('\n') ? command : `${command}\n`);
  }
  endFrame(w, at);
  return w.take();
}

/** A framed reply with the given text as its body. */
export function encodeInfoReply(text: string): Buffer {
  const w = new Writer(text.length + 64);
  const at = beginFrame(w, PROTO_TYPE.INFO);
  w.utf8(text);
  endFrame(w, at);
  return w.take();
}

/** Lines of a reply: one for each command, of which nobody asks so many. */
const MAX_REPLY_LINES = 65_536;

/**
 * The values of a reply by command text. A line without a TAB (an unauthenticated or timed-out request answers so)
 * stands under the empty command.
 *
 * @throws {@link WireError} for a reply of more lines than anybody can have asked for.
 */
export function parseInfoReply(text: string): Map<string, string> {
  const values = new Map<string, string>();
  let lines = 0;
  for (let start = 0; start < text.length; ) {
    if (++lines > MAX_REPLY_LINES) throw new WireError(`An info reply has more than ${MAX_REPLY_LINES} lines`);
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline === -1 ? undefined : newline);
    start += line.length + 1;
    if (line === '') continue;
    const tab = line.indexOf('\t');
    if (tab === -1) values.set('', line);
    else values.set(line.slice(0, tab), line.slice(tab + 1));
  }
  return values;
}

/** One command of an info request. */
export interface InfoCommand {
  /** The command exactly as received: the reply repeats it. */
  readonly text: string;
  /** Up to the first `/`, `:` or `;`. */
  readonly name: string;
  /** What follows the name, without the separator: `N/S` of `sets/N/S`, `max=2` of `replicas:max=2`. */
  readonly args: string;
}

/** The commands of a request body; text after the last newline is ignored, as the server does. */
export function parseInfoRequest(text: string): InfoCommand[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => {
    const end = line.search(/[/:;]/);
    return end === -1
      ? { text: line, name: line, args: '' }
      : { text: line, name: line.slice(0, end), args: line.slice(end + 1) };
  });
}

/** The `key=value` pairs of command arguments, separated by `;`. Values may hold `=`. */
export function parseInfoPairs(args: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const part of args.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) pairs.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return pairs;
}

/** An info value that reports a failure. */
export interface InfoError {
  readonly code: number;
  readonly message: string;
}

const ERROR_VALUE = /^(?:ERROR|FAIL):(?:(\d*):)?(.*)$/s;

/** The error in a value of the forms `ERROR:<code>:<text>`, `ERROR::<text>`, `ERROR:<text>`, `FAIL:…`; else undefined. */
export function parseInfoError(value: string): InfoError | undefined {
  const match = ERROR_VALUE.exec(value);
  if (match === null) return undefined;
  return { code: match[1] ? Number(match[1]) : 1, message: match[2] as string };
}

/** A value that may report a failure: what follows the first TAB of a line, or a line without one. */
const ERROR_LINE = /(?:^|\n)(?:[^\t\n]*\t)?((?:ERROR|FAIL):[^\n]*)/;

/** The first error in a reply. Replies may have millions of lines, of which none is taken apart for itself. */
export function findInfoError(reply: string): InfoError | undefined {
  if (!reply.includes('ERROR:') && !reply.includes('FAIL:')) return undefined;
  const value = ERROR_LINE.exec(reply)?.[1];
  return value === undefined ? undefined : parseInfoError(value);
}
