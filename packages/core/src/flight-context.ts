import type { Clock } from './clock.js';
import { type Entry, type Lifetime, lifetimeOf, NO_WINDOWS } from './entry.js';
import type { FetchContext, StaleValue, StoreTerms } from './fetch-context.js';
import type { Flight } from './flight.js';
import { jittered } from './freshness.js';
import { describe } from './key.js';
import { keyOfId, tagIdsBeside, tagsOfIds } from './namespace.js';
import { assertOptionsObject, checkOptions } from './option-checks.js';
import type { CacheOptions } from './options.js';

/** What a context needs of its cache. */
interface Surroundings {
  readonly clock: Clock;
  readonly copy: CacheOptions['copy'];
}

const NO_TERMS: StoreTerms = {};
const NO_TAGS: readonly string[] = [];

/** One flight's context, and what its fetcher has decided. */
export class FlightContext implements FetchContext {
  readonly #flight: Flight;
  readonly #surroundings: Surroundings;
  #terms: StoreTerms = NO_TERMS;
  #storesNothing = false;

  constructor(flight: Flight, surroundings: Surroundings) {
    this.#flight = flight;
    this.#surroundings = surroundings;
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
    const { clock, copy } = this.#surroundings;
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
