import { type Lifetime, lifetimeOf } from './entry.js';
import type { Namespace } from './namespace.js';
import { assertOptionsObject, assertTtl, checkOptions } from './option-checks.js';
import type { FetchOptions, GetOrFetchOptions } from './options.js';

type Optional = 'waitUntil' | 'validate';
type Options = GetOrFetchOptions | number | undefined;

/** Every option with its value: what a flight is run by. */
export interface Settings
  extends Required<Omit<FetchOptions, Optional>>,
    Pick<FetchOptions, Optional> {
  /** The terms for a value whose fetcher says nothing else, where no tag and no jitter make each entry's its own. */
  readonly lifetime: Lifetime;
}

const DEFAULTS: Omit<Settings, 'lifetime'> = {
  ttl: 60_000,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  keep: 0,
  refreshAhead: 0,
  jitter: 0,
  errorTtl: 0,
  retryAfter: 1_000,
  flightTimeout: 30_000,
  whenAbandoned: 'abort',
  context: 'starter',
  tags: [],
  timeout: Number.POSITIVE_INFINITY,
  softTimeout: Number.POSITIVE_INFINITY,
};

/** Resolves options against the cache's own, once a call. */
export class SettingsResolver {
  readonly #namespace: Namespace;
  readonly #defaults: Settings;
  #lastTtl: Settings;

  constructor(defaults: FetchOptions, namespace: Namespace) {
    this.#namespace = namespace;
    const base = { ...DEFAULTS, lifetime: lifetimeOf({ ...DEFAULTS }) };
    this.#defaults = this.#merged({ ...base, tags: namespace.ownTags }, defaults);
    this.#lastTtl = this.#defaults;
  }

  /** @throws {TypeError} or {RangeError} for an option that cannot be meant */
  resolve(options: Options): Settings {
    this.check(options);
    return this.merge(options);
  }

  /** @throws {TypeError} or {RangeError} for an option that cannot be meant */
  check(options: Options): void {
    if (options === undefined || options === this.#lastTtl.ttl) return;
    if (typeof options === 'number') return assertTtl(options);
    assertOptionsObject(options, 'options');
    checkOptions(options);
  }

  /** The settings of options that have been checked. */
  merge(options: Options): Settings {
    if (options === undefined) return this.#defaults;
    if (typeof options === 'number') return this.#withTtl(options);
    return this.#merged(this.#defaults, options);
  }

  // Callers tend to give the same ttl again and again.
  #withTtl(ttl: number): Settings {
    if (this.#lastTtl.ttl !== ttl) this.#lastTtl = this.#merged(this.#defaults, { ttl });
    return this.#lastTtl;
  }

  #merged(base: Settings, options: FetchOptions): Settings {
    const settings = {
      ttl: options.ttl ?? base.ttl,
      staleWhileRevalidate: options.staleWhileRevalidate ?? base.staleWhileRevalidate,
      staleIfError: options.staleIfError ?? base.staleIfError,
      keep: options.keep ?? base.keep,
      refreshAhead: options.refreshAhead ?? base.refreshAhead,
      jitter: options.jitter ?? base.jitter,
      errorTtl: options.errorTtl ?? base.errorTtl,
      retryAfter: options.retryAfter ?? base.retryAfter,
      flightTimeout: options.flightTimeout ?? base.flightTimeout,
      whenAbandoned: options.whenAbandoned ?? base.whenAbandoned,
      context: options.context ?? base.context,
      tags: this.#allTags(base.tags, options.tags),
      timeout: options.timeout ?? base.timeout,
      softTimeout: options.softTimeout ?? base.softTimeout,
      waitUntil: options.waitUntil ?? base.waitUntil,
      validate: options.validate ?? base.validate,
    };
    return { ...settings, lifetime: lifetimeOf(settings, settings.refreshAhead) } as Settings;
  }

  // Tags are known by their ids from here on.
  #allTags(ids: readonly string[], tags: readonly string[] | undefined): readonly string[] {
    return tags === undefined ? ids : [...ids, ...tags.map((tag) => this.#namespace.id(tag))];
  }
}
