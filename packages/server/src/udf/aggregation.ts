// A function on a stream of records, for queries (docs/protocol/udf.md, "Streams"). The server runs the pipeline
// that the function returns up to its first reduce, the client the rest of it: both are one thing with another scope.
//
//   records ──pull──> chunk ──> thread: function, pipeline ──> values ──> whoever iterates
//
// A chunk goes to the thread when it asks for one, and the thread waits until the values that it has sent are taken: a
// consumer that is slow, or gone, stops the function, and then the source of the records.

import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { StoredRecord } from '../storage/record.ts';
import { MAX_STREAM_PAUSE_MS } from './limits.ts';
import { CHUNK_BYTES, Packer, Unpacker } from './packing.ts';
import { packRecord, type UdfCall } from './record-call.ts';
import type { Script } from './script-pool.ts';
import type { ScriptThread } from './script-thread.ts';
import { AggregationError, type StreamValue } from './stream-value.ts';
import type { ChunkMessage, Outcome, ScriptMessage, ValuesMessage } from './thread-messages.ts';
import type { Udf } from './udf.ts';

/** A record of a query, and what its function is told of it. */
export interface StreamRecord {
  readonly digest: string;
  readonly record: StoredRecord;
  /** Seconds that it has left; 0 = unlimited. */
  readonly ttl: number;
}

/** Where the signal says that nobody wants more values. */
const UNWANTED = 1;

const SCOPE = { SERVER: 1, CLIENT: 2 } as const;

/**
 * The values that a function makes of records, up to its first reduce. Without records it is not called.
 *
 * @throws AggregationError when the function fails.
 */
export function aggregate(
  udf: Udf,
  call: UdfCall,
  records: AsyncIterable<StreamRecord> | Iterable<StreamRecord>,
): AsyncGenerator<StreamValue, void, void> {
  return run(udf, call, SCOPE.SERVER, packed(records, packStreamRecord));
}

/**
 * What the rest of the pipeline makes of the values that the nodes of a cluster have sent: the client's part.
 *
 * @throws AggregationError when the function fails.
 */
export function reduceValues(
  udf: Udf,
  call: UdfCall,
  values: AsyncIterable<StreamValue> | Iterable<StreamValue>,
): AsyncGenerator<StreamValue, void, void> {
  return run(udf, call, SCOPE.CLIENT, packed(values, packValue));
}

function packStreamRecord(to: Packer, { digest, record, ttl }: StreamRecord): void {
  const setName = record.set?.name ?? '';
  packRecord(to, record, { digest, ttl, key: record.key, setName, refusal: 0, createRefusal: 0 });
}

function packValue(to: Packer, { type, value }: StreamValue): void {
  to.u8(type).u32(value.length).bytes(value);
}

/** Chunks of items, each with its length before it. */
async function* packed<T>(
  items: AsyncIterable<T> | Iterable<T>,
  pack: (to: Packer, item: T) => void,
): AsyncGenerator<Uint8Array, void, void> {
  const packer = new Packer();
  for await (const item of items) {
    const at = packer.length;
    packer.u32(0);
    pack(packer, item);
    packer.setU32(at, packer.length - at - 4);
    if (packer.length >= CHUNK_BYTES) yield packer.take();
  }
  if (packer.length > 0) yield packer.take();
}

async function* run(
  udf: Udf,
  call: UdfCall,
  scope: number,
  chunks: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<StreamValue, void, void> {
  const stream = new StreamScript(call, scope);
  try {
    let chunk = await chunks.next();
    if (chunk.done === true) return;
    if (!udf.submit(stream)) throw new AggregationError('too many scripts wait');
    for (;;) {
      const event = await stream.next();
      yield* unpackValues(event.bytes);
      if ('outcome' in event) break;
      if (!event.wantsMore) stream.send(NO_BYTES, false);
      else {
        stream.send(chunk.value ?? NO_BYTES, chunk.done === true);
        if (chunk.done !== true) chunk = await chunks.next();
      }
    }
  } finally {
    stream.abandon();
    await chunks.return();
  }
  const text = stream.failure;
  if (text !== undefined) throw new AggregationError(text);
}

function* unpackValues(bytes: Uint8Array): Generator<StreamValue, void, void> {
  const from = new Unpacker(bytes);
  while (!from.isAtEnd) {
    const type = from.u8();
    yield { type, value: from.bytes(from.u32()) };
  }
}

const NO_BYTES = new Uint8Array();

type StreamEvent =
  | { readonly bytes: Uint8Array; readonly wantsMore: boolean }
  | { readonly bytes: Uint8Array; readonly outcome: Outcome };

/** One run of a function: what its thread says, one thing after the other. */
class StreamScript implements Script {
  readonly isStream = true;
  readonly transfer: readonly MessagePort[];
  failure: string | undefined;
  readonly #port: MessagePort;
  readonly #remote: MessagePort;
  readonly #signal = new Int32Array(new SharedArrayBuffer(8));
  readonly #call: UdfCall;
  readonly #scope: number;
  #thread: ScriptThread | undefined;
  #events: StreamEvent[] = [];
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(call: UdfCall, scope: number) {
    this.#call = call;
    this.#scope = scope;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#remote = port2;
    this.transfer = [port2];
    port1.on('message', ({ bytes, wantsMore }: ValuesMessage) => {
      // From here on the thread waits for the server: that is none of the script's time.
      this.#thread?.suspend();
      this.#add({ bytes, wantsMore });
    });
  }

  start(thread: ScriptThread): ScriptMessage | undefined {
    if (this.#isOver) return undefined;
    this.#thread = thread;
    const { module, functionName, args } = this.#call;
    const packer = new Packer().u16(functionName.length).bytes(functionName);
    packer.u32(args.length).bytes(args).u8(this.#scope);
    return {
      type: 'stream',
      module,
      request: packer.take(),
      budgetMs: MAX_STREAM_PAUSE_MS,
      port: this.#remote,
      signal: this.#signal,
    };
  }

  onOutcome(outcome: Outcome): void {
    this.failure = failureOf(outcome);
    this.#end(outcome);
  }

  async next(): Promise<StreamEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Answers what the thread has sent: with the next records, or with nothing, which says that it may go on. */
  send(bytes: Uint8Array, isLast: boolean): void {
    if (this.#isOver) return;
    const message: ChunkMessage = { bytes, isLast };
    this.#thread?.extend(MAX_STREAM_PAUSE_MS);
    this.#port.postMessage(message);
    Atomics.add(this.#signal, 0, 1);
    Atomics.notify(this.#signal, 0);
  }

  /** Nobody wants the values any more: the function is told so when it sends or asks next, and ended if it never does. */
  abandon(): void {
    this.#port.close();
    if (this.#isOver) return;
    this.#isOver = true;
    Atomics.store(this.#signal, UNWANTED, 1);
    Atomics.add(this.#signal, 0, 1);
    Atomics.notify(this.#signal, 0);
    this.#thread?.extend(0);
  }

  #end(outcome: Outcome): void {
    this.#isOver = true;
    this.#add({ bytes: outcome.kind === 'answer' ? outcome.bytes : NO_BYTES, outcome });
  }

  #add(event: StreamEvent): void {
    this.#events.push(event);
    this.#wake?.();
    this.#wake = undefined;
  }
}

/** As the server words it. */
function failureOf(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'answer':
      return undefined;
    case 'no-module':
      return 'UDF: Execution Error 1';
    case 'timeout':
      return 'UDF: Execution Error 2 : UDF Execution Timeout';
    default:
      return `UDF: Execution Error 2 : ${outcome.text}`;
  }
}
