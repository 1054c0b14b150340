import { type Entry, type Lifetime, lifetimeOf, NO_WINDOWS } from './entry.js';
import type { Flight } from './flight.js';
import { jittered } from './freshness.js';
import { describe } from './key.js';
import { keyOfId, tagIdsBeside, tagsOfIds } from './namespace.js';
import { assertOptionsObject, checkOptions } from './option-checks.js';
import type { Parts } from './parts.js';
import type { Windows } from './remote.js';

/** Gets the value from upstream. */
export type Fetcher<Value> = (context: FetchContext) => Value | PromiseLike<Value>;

/** What a fetcher is given, and how it says what is to become of the value. */
export interface FetchContext {
  readonly key: string;
  /** Aborts when nobody waits any more, when the flight passes its `flightTimeout` or fails, and when the cache closes. */
  readonly signal: AbortSignal;
  /** What is held of the key, to be revalidated in place of a fetch: no longer fresh, unless a refresh was asked for. */
  readonly stale: StaleValue | undefined;
  /**
   * Says how the value is to be stored, in place of what the call's options say. The last call counts; tags are added to the call's.
   *
   * @throws {TypeError} or {RangeError} for a term that cannot be meant
   */
  store(terms: StoreTerms): void;
  /** Asks that nothing be stored. Those aboard share the value all the same; what was stored before goes. */
  doNotStore(): void;
  /**
   * Answers everyone aboard, and whoever joins from now on, with `value`, and lets the fetcher go on in the background:
   * what it returns is stored for later callers, under the terms asked for by then. A tag given only afterwards holds nobody
   * back who joins in between, whatever becomes of it. For answers whose beginning is worth
   * having before their end, such as a body that is still being read. The second answer is ignored.
   *
   * @throws {TypeError} for a value that can be read only once
   */
  answerEarly(value: unknown): void;
  /**
   * The stale value, for the fetcher to return when upstream says that it still holds (`304`). It is stored afresh,
   * under the terms given here or those of the call; it keeps the tags it had beside those given here.
   *
   * @throws {TypeError} where there is no stale value
   */
  notModified<Value = unknown>(terms?: StoreTerms): Value;
}

/** A value that is not good enough any more: past its ttl, or to be refreshed. */
export interface StaleValue {
  readonly value: unknown;
  /** Milliseconds since it was stored. */
  readonly age: number;
  readonly tags: readonly string[];
}

/** The terms on which a fetcher wants its value stored. What is left out is as the call's options say. */
export interface StoreTerms extends Partial<Windows> {
  readonly tags?: readonly string[];
  /** In place of what the cache's `weigh` says. */
  readonly weight?: number;
}

const NO_TERMS: StoreTerms = {};
const NO_TAGS: readonly string[] = [];

/** One flight's context, and what its fetcher has decided. */
export class FlightContext implements FetchContext {
  readonly #flight: Flight;
  readonly #parts: Parts;
  #terms: StoreTerms = NO_TERMS;
  #storesNothing = false;

  constructor(flight: Flight, parts: Parts) {
    this.#flight = flight;
    this.#parts = parts;
  }

  get key(): string {
    return keyOfId(this.#flight.key);
  }

  get signal(): AbortSignal {
    return this.#flight.signal;
  }

  get stale(): StaleValue | undefined {
    const entry = this.#flight.stale;
    if (entry === undefined) return undefined;
    const { clock, copy } = this.#parts;
    return {
      value: copy === undefined ? entry.value : copy(entry.value),
      age: clock.now() - entry.storedAt,
      tags: tagsOfIds(entry.lifetime.tags),
    };
  }

  get weight(): number | undefined {
    return this.#terms.weight;
  }

  // Made to be taken apart, as in `({ signal, store }) => …`.
  get store(): FetchContext['store'] {
    return (terms) => this.#store(terms);
  }

  get doNotStore(): FetchContext['doNotStore'] {
    return () => {
      this.#storesNothing = true;
    };
  }

  get answerEarly(): FetchContext['answerEarly'] {
    return (value) => {
      if (this.#flight.early === undefined) this.#flight.requestEarlyAnswer(value, this.lifetime());
    };
  }

  get notModified(): FetchContext['notModified'] {
    return (terms) => this.#notModified(terms);
  }

  #store(terms: StoreTerms): void {
    assertOptionsObject(terms, 'terms');
    checkOptions(terms);
    this.#storesNothing = false;
    this.#terms = { ...terms, tags: tagIdsBeside(this.#flight.key, terms.tags ?? NO_TAGS) };
  }

  #notModified<Value>(terms: StoreTerms = {}): Value {
    const entry: Entry | undefined = this.#flight.stale;
    if (entry === undefined) {
      throw new TypeError(
        `notModified: nothing is held of ${describe(this.key)} that could be unmodified`,
      );
    }
    this.#store({ ...terms, tags: [...tagsOfIds(entry.lifetime.tags), ...(terms.tags ?? [])] });
    return entry.value as Value;
  }

  /** The terms that the value is to be stored under. */
  lifetime(): Lifetime {
    const { settings, since } = this.#flight;
    const terms = this.#terms;
    if (this.#storesNothing) return lifetimeOf(NO_WINDOWS, 0, this.#tags(), since);
    if (terms === NO_TERMS && settings.jitter === 0 && settings.tags.length === 0)
      return settings.lifetime;
    return lifetimeOf(
      {
        ttl: jittered(terms.ttl ?? settings.ttl, settings.jitter),
        staleWhileRevalidate: terms.staleWhileRevalidate ?? settings.staleWhileRevalidate,
        staleIfError: terms.staleIfError ?? settings.staleIfError,
        keep: terms.keep ?? settings.keep,
      },
      settings.refreshAhead,
      this.#tags(),
      since,
    );
  }

  // Those of the call, and what the fetcher added.
  #tags(): readonly string[] {
    const { settings } = this.#flight;
    return [...new Set([...settings.tags, ...(this.#terms.tags ?? NO_TAGS)])];
  }
}
