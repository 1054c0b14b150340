import type { FetchContext, StaleValue, StoreTerms } from '@sameflight/core';
import type { HandlerCall } from './handler-call.js';
import { isOutcome, type Recording } from './recording.js';

/** A flight as the handler sees it: its stale value is what the handler returned, not what is stored of it. */
export class HandlerFlight implements FetchContext {
  /** The call that started it. */
  readonly call: HandlerCall;
  readonly #context: FetchContext;
  /** What the handler said is still true. */
  confirmed: Recording | undefined;

  constructor(call: HandlerCall, context: FetchContext) {
    this.call = call;
    this.#context = context;
  }

  get key(): string {
    return this.#context.key;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }

  get stale(): StaleValue | undefined {
    const { stale } = this.#context;
    const held = stale?.value;
    if (stale === undefined || !isOutcome(held) || held.sameflight === 'refusal') return undefined;
    return { ...stale, value: held.body };
  }

  store(terms: StoreTerms): void {
    this.#context.store(terms);
  }

  doNotStore(): void {
    this.#context.doNotStore();
  }

  notModified<Value = unknown>(terms?: StoreTerms): Value {
    this.confirmed = this.#context.notModified<Recording>(terms);
    return this.confirmed.body as Value;
  }
}
