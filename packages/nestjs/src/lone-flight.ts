import type { FetchContext, StaleValue } from '@sameflight/core';
import type { HandlerCall } from './handler-call.js';

/** What a handler that was passed through sees in place of a flight: it has a signal, and nothing of it is stored. */
export class LoneFlight implements FetchContext {
  readonly call: HandlerCall;
  readonly key: string = '';
  readonly signal: AbortSignal;
  readonly stale: StaleValue | undefined = undefined;

  constructor(call: HandlerCall, signal: AbortSignal) {
    this.call = call;
    this.signal = signal;
  }

  store(): void {}

  doNotStore(): void {}

  answerEarly(): void {}

  notModified(): never {
    throw new TypeError('notModified: this call was passed through, so nothing is held of it');
  }
}
