import type { FetchContext, StaleValue } from '@sameflight/core';
import type { HandlerCall } from './handler-call.js';
import { isStoredOutcome, type Recording } from './recording.js';

/** A flight as the handler sees it: its values are what the handler returns, not what is stored of it. Made to be taken apart. */
export class HandlerFlight implements FetchContext {
  /** The call that started it. */
  readonly call: HandlerCall;
  readonly #context: FetchContext;
  readonly #record: (value: unknown) => Recording | undefined;
  /** What the handler said is still true. */
  confirmed: Recording | undefined;

  /** @param record writes an answer down as it is to be given to everyone; `undefined` where it may not */
  constructor(
    call: HandlerCall,
    context: FetchContext,
    record: (value: unknown) => Recording | undefined,
  ) {
    this.call = call;
    this.#context = context;
    this.#record = record;
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
    if (stale === undefined || !isStoredOutcome(held) || held.sameflight === 'refusal')
      return undefined;
    return { ...stale, value: held.body };
  }

  get store(): FetchContext['store'] {
    return this.#context.store.bind(this.#context);
  }

  get doNotStore(): FetchContext['doNotStore'] {
    return this.#context.doNotStore.bind(this.#context);
  }

  get answerEarly(): FetchContext['answerEarly'] {
    return (value) => {
      const recording = this.#record(value);
      if (recording !== undefined) this.#context.answerEarly(recording);
    };
  }

  get notModified(): FetchContext['notModified'] {
    return <Value>(terms: Parameters<FetchContext['notModified']>[0]) => {
      this.confirmed = this.#context.notModified<Recording>(terms);
      return this.confirmed.body as Value;
    };
  }
}
