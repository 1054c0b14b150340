import type { FetchContext, StaleValue } from '@sameflight/core';
import type { HandlerCall } from './handler-call.js';
import { isStoredOutcome, type Recording } from './recording.js';
import type { Route } from './route.js';

/** A flight as the handler sees it: its values are what the handler returns, not what is stored of it. Made to be taken apart. */
export class HandlerFlight implements FetchContext {
  /** The call that started it. */
  readonly call: HandlerCall;
  readonly #context: FetchContext;
  readonly #record: (value: unknown) => Recording | undefined;
  readonly #copy: <Value>(value: Value) => Value;
  /** What the handler said is still true, and the copy that it has of it. */
  confirmed: { readonly recording: Recording; readonly value: unknown } | undefined;

  /** @param record writes an answer down as it is to be given to everyone; `undefined` where it may not */
  constructor(
    call: HandlerCall,
    { copy }: Route,
    context: FetchContext,
    record: (value: unknown) => Recording | undefined,
  ) {
    this.call = call;
    this.#copy = copy;
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
    return { ...stale, value: this.#copy(held.body) };
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
      const recording = this.#context.notModified<Recording>(terms);
      const value = this.#copy(recording.body) as Value;
      this.confirmed = { recording, value };
      return value;
    };
  }
}
