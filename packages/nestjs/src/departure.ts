import { HttpException } from '@nestjs/common';
import type { HandlerCall } from './handler-call.js';
import { nodeResponse } from './platform.js';

/** The caller went away before the answer was there. Nobody gets to see it but interceptors and filters. */
export class CallerLeftException extends HttpException {
  constructor() {
    // 499 is what nginx logs for it; HTTP itself has no word for an answer that nobody receives.
    super('The caller left before the answer was there', 499);
  }
}

/** One caller's leaving, listened for once somebody wants to know. */
export class Departure {
  readonly #call: HandlerCall;
  #controller: AbortController | undefined;
  #stopListening: (() => void) | undefined;

  constructor(call: HandlerCall) {
    this.#call = call;
  }

  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    this.#controller = new AbortController();
    this.#stopListening = onDeparture(this.#call, () => this.happen());
    return this.#controller.signal;
  }

  happen(): void {
    this.#controller?.abort(new CallerLeftException());
  }

  stop(): void {
    this.#stopListening?.();
  }
}

/** One for each connection or response, however many ask for it. */
const signals: WeakMap<object, AbortSignal> = new WeakMap();

/** Aborts when the caller goes away, whatever becomes of his call meanwhile. */
export function departureSignal(call: HandlerCall): AbortSignal {
  const place = (call.client ?? call.response ?? call) as object;
  const known = signals.get(place);
  if (known !== undefined) return known;
  const departure = new AbortController();
  onDeparture(call, () => departure.abort(new CallerLeftException()));
  signals.set(place, departure.signal);
  return departure.signal;
}

interface Emitter {
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

interface Watch {
  readonly callbacks: Set<() => void>;
  readonly stop: () => void;
}

const watches: WeakMap<object, Watch> = new WeakMap();

/** Calls `callback` when the caller goes away, at once if that has happened. Returns a function that stops listening. */
export function onDeparture(call: HandlerCall, callback: () => void): () => void {
  const { client } = call;
  if (isEmitter(client)) return onceEmitted(client, ['close', 'disconnect'], callback);
  const response = call.response && nodeResponse(call.response);
  if (response === undefined || !isEmitter(response)) return () => {};
  // A response closes when it has been sent, too.
  const leave = (): void => (response.writableFinished ? undefined : callback());
  if (!response.destroyed) return onceEmitted(response, ['close'], leave);
  leave();
  return () => {};
}

/** One listener for each emitter, however many wait: a GraphQL operation may have hundreds of fields. */
function onceEmitted(
  emitter: Emitter,
  events: readonly string[],
  callback: () => void,
): () => void {
  const watch = watches.get(emitter) ?? startWatch(emitter, events);
  watch.callbacks.add(callback);
  return () => {
    watch.callbacks.delete(callback);
    if (watch.callbacks.size === 0) watch.stop();
  };
}

function startWatch(emitter: Emitter, events: readonly string[]): Watch {
  const callbacks = new Set<() => void>();
  const listener = (): void => {
    stop();
    for (const callback of callbacks) callback();
  };
  const stop = (): void => {
    watches.delete(emitter);
    for (const event of events) emitter.off(event, listener);
  };
  const watch = { callbacks, stop };
  watches.set(emitter, watch);
  for (const event of events) emitter.on(event, listener);
  return watch;
}

function isEmitter(value: unknown): value is Emitter {
  if (typeof value !== 'object' || value === null) return false;
  const { on, off } = value as Record<string, unknown>;
  return typeof on === 'function' && typeof off === 'function';
}
