// Entry `tendril/opentelemetry`: spans of commands, made of what Tendril tells on its diagnostics channel, with the
// semantic conventions of OpenTelemetry for databases (stable, version 1.33 and later). It needs the package
// @opentelemetry/api, which is the application's, and no other.
//
// A span begins where the command is called, under whatever span is active there, and ends with its outcome.

import {
  type Attributes,
  context,
  type MeterProvider,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { COMMANDS, type CommandTrace } from '../../channels.ts';
import { VERSION } from '../../model/version.ts';

const NAME = 'tendril';
const SYSTEM = 'aerospike';
/** Not a failure of the command: that a record is not there is an answer. */
const NOT_FOUND = 2;

/** What is traced. */
export interface TendrilInstrumentationConfig {
  readonly enabled?: boolean | undefined;
  /** Whether commands get a span that have no parent; default true. */
  readonly requireParentSpan?: boolean | undefined;
}

/**
 * An instrumentation for `registerInstrumentations` or the Node SDK of OpenTelemetry; it also works by itself, by
 * {@link TendrilInstrumentation.enable}.
 */
export class TendrilInstrumentation {
  readonly instrumentationName = NAME;
  readonly instrumentationVersion = VERSION;
  #config: TendrilInstrumentationConfig;
  #tracer: Tracer | undefined;
  readonly #spans = new WeakMap<CommandTrace, Span>();
  #isEnabled = false;

  constructor(config: TendrilInstrumentationConfig = {}) {
    this.#config = config;
    if (config.enabled !== false) this.enable();
  }

  enable(): void {
    if (this.#isEnabled) return;
    this.#isEnabled = true;
    COMMANDS.subscribe(this.#subscribers as never);
  }

  disable(): void {
    if (!this.#isEnabled) return;
    this.#isEnabled = false;
    COMMANDS.unsubscribe(this.#subscribers as never);
  }

  setTracerProvider(provider: TracerProvider): void {
    this.#tracer = provider.getTracer(NAME, VERSION);
  }

  /** There are no metrics here; see `tendril/prometheus`. */
  setMeterProvider(_provider: MeterProvider): void {}

  setConfig(config: TendrilInstrumentationConfig): void {
    this.#config = config;
  }

  getConfig(): TendrilInstrumentationConfig {
    return this.#config;
  }

  readonly #subscribers = {
    start: (command: CommandTrace) => this.#begin(command),
    error: (command: CommandTrace) => this.#fail(command),
    asyncEnd: (command: CommandTrace) => this.#end(command),
  };

  #begin(command: CommandTrace): void {
    if (this.#config.requireParentSpan === true && trace.getSpan(context.active()) === undefined) return;
    const { name, set, namespace, batchSize } = command;
    const attributes: Attributes = { 'db.system.name': SYSTEM, 'db.operation.name': name };
    if (namespace !== undefined) attributes['db.namespace'] = namespace;
    if (set !== undefined) attributes['db.collection.name'] = set;
    // Of one row it is none, as the conventions have it.
    if (batchSize !== undefined && batchSize > 1) attributes['db.operation.batch.size'] = batchSize;
    const target = set ?? namespace;
    this.#tracer ??= trace.getTracer(NAME, VERSION);
    const span = this.#tracer.startSpan(target === undefined ? name : `${name} ${target}`, {
      kind: SpanKind.CLIENT,
      attributes,
    });
    this.#spans.set(command, span);
  }

  #fail(command: CommandTrace): void {
    const span = this.#spans.get(command);
    if (span === undefined) return;
    const { code, codeName, message, name } = Object(command.error) as { [field: string]: unknown };
    if (typeof code === 'number') span.setAttribute('db.response.status_code', String(code));
    if (code === NOT_FOUND) return;
    span.setAttribute('error.type', String(codeName ?? name ?? '_OTHER'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(message ?? '') });
  }

  #end(command: CommandTrace): void {
    const span = this.#spans.get(command);
    if (span === undefined) return;
    this.#spans.delete(command);
    const { node, namespace, attempts } = command;
    if (namespace !== undefined) span.setAttribute('db.namespace', namespace);
    if (attempts > 0) span.setAttribute('tendril.attempts', attempts);
    const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(node ?? '') ?? [];
    if (host !== undefined) span.setAttributes({ 'server.address': host, 'server.port': Number(port) });
    span.end();
  }
}
