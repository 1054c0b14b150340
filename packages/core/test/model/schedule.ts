/** What the caches of one schedule are made with. Times are in milliseconds. */
export interface Setup {
  readonly caches: number;
  /** None, or how the messages of the L2 that they share are delivered. */
  readonly remote: 'none' | 'at-once' | 'by-hand';
  readonly ttl: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  readonly keep: number;
  readonly refreshAhead: number;
  readonly errorTtl: number;
  readonly retryAfter: number;
  readonly flightTimeout: number;
  readonly whenAbandoned: 'abort' | 'finish';
  readonly maxEntries: number;
  readonly maxWeight: number;
  readonly maxFlights: number;
}

/** A cache, or a namespace of it. */
export interface Place {
  readonly cache: number;
  readonly isNamespace: boolean;
}

export interface CallTerms {
  readonly timeout: number | undefined;
  readonly softTimeout: number | undefined;
  readonly hasSignal: boolean;
  readonly refresh: boolean;
  readonly takesNoStale: boolean;
  readonly tags: readonly string[];
}

/** What a fetch does when it ends. */
export type Ending =
  | 'value'
  | 'tagged'
  | 'unstored'
  | 'unmodified'
  | 'absent'
  | 'error'
  | 'falsy error';

/** How a fetcher behaves when it is called, beside being held. */
export type Temper = 'held' | 'instant' | 'throws' | 'deletes its key' | 'aborts its caller';

/** How much of what is ready runs before the next step: nothing, a few microtasks, or all. */
export type Pause = 'none' | 'some' | 'all';

export type Act =
  | { readonly kind: 'call'; readonly withInfo: boolean; readonly temper: Temper }
  | { readonly kind: 'callMany' }
  | { readonly kind: 'end'; readonly which: number; readonly ending: Ending }
  | { readonly kind: 'abort'; readonly which: number }
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'set' | 'delete' | 'deleteByTag' | 'clear' | 'expire' | 'get' | 'fill' }
  | { readonly kind: 'deliver' | 'cut' | 'resume' | 'loseLease' };

export interface Step {
  readonly act: Act;
  readonly place: Place;
  readonly key: string;
  readonly tag: string;
  readonly terms: CallTerms;
  readonly pause: Pause;
}

export interface Schedule {
  readonly seed: number;
  readonly setup: Setup;
  readonly steps: readonly Step[];
}

export const KEYS: readonly string[] = ['a', 'b'];
export const TAGS: readonly string[] = ['red', 'blue'];
