import type { Lifetime } from './entry.js';

/** What the call that asked for a batch is answered with for a key that its fetcher did not return. */
export const ABSENT: unique symbol = Symbol('absent');

/** How a flight ended. */
export type Landing<Value = unknown> = ValueLanding<Value> | FailureLanding | AbsentLanding;

export interface ValueLanding<Value> {
  readonly kind: 'value';
  readonly value: Value;
  /** How it was come by, for the caller who started the flight. */
  readonly source: 'fetched' | 'hit' | 'stale';
  readonly storedAt: number;
  readonly lifetime: Lifetime;
  /** When a tag of the value was invalidated while it was fetched; 0 if none was. Who joined later must not have it. */
  readonly overtakenAt: number;
}

export interface FailureLanding {
  readonly kind: 'failure';
  readonly error: unknown;
  /** May a stale value stand in? */
  readonly mayFallBack: boolean;
}

/** A batch did not return this key: whoever joined for it alone has to ask again. */
export interface AbsentLanding {
  readonly kind: 'absent';
}
