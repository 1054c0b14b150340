import type { CacheCore } from './cache-core.js';
import type { CacheStats } from './counters.js';
import { expiredAt, type Lifetime, lifetimeOf, NOTHING } from './entry.js';
import type { CacheEventListener, CacheEventName, CacheEvents } from './events.js';
import type { Fetcher } from './fetch-context.js';
import type { ManyFetcher } from './fetch-many.js';
import { jittered } from './freshness.js';
import { getOrFetchMany } from './get-or-fetch-many.js';
import { freshEntry, heldEntry } from './held-entry.js';
import { keep, weightOf } from './keep.js';
import { assertKey, describe } from './key.js';
import { type Namespace, tagsOfIds } from './namespace.js';
import { oneShotKind } from './one-shot.js';
import { assertFunction, assertString } from './option-checks.js';
import type { GetOrFetchOptions, SetOptions } from './options.js';
import { shownKey } from './parts.js';
import { PlainCalls } from './plain-calls.js';
import { type Settings, SettingsResolver } from './settings.js';
import { type AnswerInfo, Trace } from './trace.js';
import { type FlightInfo, flightsIn, freshKeys, statsOf } from './views.js';
import { type WrapOptions, wrap } from './wrap.js';

const NO_OPTIONS: GetOrFetchOptions = {};

/** A value in memory, and how old it is. */
export interface HeldValue<Value> {
  readonly value: Value;
  /** Milliseconds since it was stored. */
  readonly age: number;
  /** Milliseconds for which it is still fresh; 0 for a stale one. */
  readonly ttl: number;
  readonly tags: readonly string[];
}

/**
 * The verbs of a cache, for the keys and tags of one namespace. `CacheManager` is the namespace that holds all the others.
 *
 * Verbs that return a promise reject, and never throw: with a `TypeError` or `RangeError` for input that cannot be meant,
 * with `ClosedError` once the cache is closed.
 */
export class CacheNamespace {
  readonly #core: CacheCore;
  readonly #namespace: Namespace;
  readonly #settings: SettingsResolver;
  readonly #plainCalls: PlainCalls;

  /** Made by `namespace()`. */
  protected constructor(core: CacheCore, namespace: Namespace) {
    this.#core = core;
    this.#namespace = namespace;
    this.#settings = new SettingsResolver(core.options, namespace);
    this.#plainCalls = new PlainCalls(core, namespace, this.#settings);
  }

  /**
   * The value for `key`, fetched at most once however many callers ask. Callers who can neither leave nor time out
   * get the very same promise.
   *
   * @param fetcher is told the key, so that one can serve every call; one made anew for each call makes a hit a sixth slower
   * @param options a number is a ttl in milliseconds
   * @throws whatever `fetcher` throws: the same object for every caller who shared the flight
   * @throws {FlightTimeoutError} when `flightTimeout` passes and no stale value may stand in
   * @throws {WaitTimeoutError} when this call's `timeout` passes and no stale value may stand in
   * @throws {OverloadedError} when `maxFlights` are in the air and no stale value may stand in
   * @throws {CircularFlightError} when the fetcher that asks is one that the key's own flight waits for
   * @throws the reason of `signal`, when it aborts
   */
  getOrFetch<Value>(
    key: string,
    fetcher: Fetcher<Value>,
    options?: GetOrFetchOptions | number,
  ): Promise<Value> {
    const answer = this.#plainCalls.answer(key, fetcher, options);
    if (answer !== undefined) return answer as Promise<Value>;
    return this.#copied(this.#ask(key, fetcher, options));
  }

  /** As `getOrFetch`, and says how the call was answered, how old the value is, and how long it stays fresh. */
  async getOrFetchWithInfo<Value>(
    key: string,
    fetcher: Fetcher<Value>,
    options?: GetOrFetchOptions | number,
  ): Promise<AnswerInfo<Value>> {
    const trace = new Trace();
    const value = await this.#copied(this.#ask(key, fetcher, options, trace));
    return trace.describe(value, this.#core.parts.clock.now());
  }

  /**
   * The values of many keys. `fetchMany` is called once, with those keys only that are neither cached nor in flight;
   * a call for one of them meanwhile joins it. Stale keys are refreshed as one batch of their own.
   *
   * A key that `fetchMany` does not return is absent from the result, and from memory; a caller who had joined for that key
   * alone fetches it himself. One that was not asked for is ignored. `context.fail` fails one key. The first key to fail
   * rejects the call; what the others fetched is cached all the same. Keys that were waited for elsewhere in vain are asked for in one more call.
   *
   * @param options a number is a ttl in milliseconds
   * @throws {TypeError} for `keys` that are no array of strings, and for what `fetchMany` returns when that is no `Map`
   * @throws what `getOrFetch` throws, of the first key to fail
   */
  async getOrFetchMany<Value>(
    keys: readonly string[],
    fetchMany: ManyFetcher<Value>,
    options?: GetOrFetchOptions | number,
  ): Promise<Map<string, Value>> {
    this.#core.assertOpen();
    if (!Array.isArray(keys))
      throw new TypeError(`\`keys\` must be an array of strings, got ${describe(keys)}`);
    for (const key of keys) assertKey(key);
    assertFunction('fetchMany', fetchMany);
    const settings = this.#settings.resolve(options);
    const values = await getOrFetchMany(
      { core: this.#core, namespace: this.#namespace, plainCalls: this.#plainCalls },
      keys,
      fetchMany,
      settings,
      callOptions(options),
    );
    const { copy } = this.#core.options;
    if (copy !== undefined) for (const [key, value] of values) values.set(key, copy(value));
    return values as Map<string, Value>;
  }

  /** The fresh value for `key`, from memory or from L2; `undefined` on a miss. */
  async get<Value = unknown>(key: string): Promise<Value | undefined> {
    const value = await this.#read<Value>(key);
    const { copy } = this.#core.options;
    return value === undefined || copy === undefined ? value : copy(value);
  }

  /** Is there a fresh value for `key`, in memory or in L2? Tells a stored `undefined` from a miss. */
  async has(key: string): Promise<boolean> {
    this.#core.assertOpen();
    assertKey(key);
    const id = this.#namespace.id(key);
    return (
      freshEntry(this.#core.parts, id) !== undefined ||
      (await this.#core.readRemote(id)) !== undefined
    );
  }

  /** The fresh value for `key` in memory, at once; `undefined` on a miss. Changes nothing, not even what is evicted next. */
  peek<Value = unknown>(key: string): Value | undefined {
    this.#core.assertOpen();
    assertKey(key);
    const value = this.#plainCalls.value(key);
    return (value === NOTHING ? this.#peekFresh(key) : value) as Value | undefined;
  }

  /**
   * What memory holds for `key`, fresh or not, at once, for callers who judge freshness by rules of their own;
   * `undefined` where nothing is of use any more. Changes nothing, and counts as no hit.
   */
  inspect<Value = unknown>(key: string): HeldValue<Value> | undefined {
    const id = this.#open(key);
    const { options, parts } = this.#core;
    const entry = heldEntry(parts, id);
    if (entry === undefined) return undefined;
    const { storedAt, lifetime } = entry;
    const value = (options.copy === undefined ? entry.value : options.copy(entry.value)) as Value;
    const age = Math.max(parts.clock.now() - storedAt, 0);
    return { value, age, ttl: Math.max(lifetime.ttl - age, 0), tags: tagsOfIds(lifetime.tags) };
  }

  /**
   * Counts a hit on what memory holds for `key`, for callers who read it with `inspect`: it is evicted later, and the
   * statistics know. Does nothing where nothing is held.
   */
  touch(key: string): void {
    const id = this.#open(key);
    const entry = heldEntry(this.#core.parts, id);
    if (entry !== undefined) this.#core.walk.countHit(id, entry);
  }

  /**
   * Stores a value. It wins over a flight that is in the air, whose waiters keep that flight's outcome.
   * Where L2 cannot be reached the value is kept here, and a `remote-failure` event tells of it.
   *
   * @param options a number is a ttl in milliseconds
   */
  async set<Value>(key: string, value: Value, options?: SetOptions | number): Promise<void> {
    const id = this.#open(key);
    const {
      parts,
      options: { copy },
    } = this.#core;
    const settings = this.#settings.resolve(options);
    refuseUnstorable(value);
    const stored = copy === undefined ? value : copy(value);
    const lifetime = lifetimeFor(settings, parts.invalidations.sequence);
    const weight = weightOf(parts, id, { value: stored, lifetime });
    this.#core.assertOpen();

    this.#core.forget(id);
    // On its way before anybody hears of it: what a listener invalidates comes after.
    const written = this.#core.writeRemote(id, stored, lifetime);
    keep(parts, id, { value: stored, storedAt: parts.clock.now(), lifetime }, weight);
    await written;
  }

  /**
   * Removes a value. A flight in the air for the key stores nothing; those who wait for it still get its outcome,
   * and later callers start anew. With L2 it resolves once no process can get the old value from there any more.
   *
   * @returns whether memory held a fresh value
   * @throws what the tier says, where L2 did not confirm; memory is rid of the value all the same
   */
  async delete(key: string): Promise<boolean> {
    const id = this.#open(key);
    const wasHeld = freshEntry(this.#core.parts, id) !== undefined;
    const done = this.#core.invalidate(
      () => this.#core.forget(id),
      (remote) => remote.delete(id),
    );
    this.#tellInvalidation({ key: shownKey(id) });
    await done;
    return wasHeld;
  }

  /** Removes every value that carries `tag`, those included that are being fetched. Costs the same however many there are. */
  async deleteByTag(tag: string): Promise<void> {
    this.#core.assertOpen();
    assertString('tag', tag);
    const done = this.#invalidateTag(this.#namespace.id(tag));
    this.#tellInvalidation({ tag });
    await done;
  }

  /** Removes everything in this namespace and those within it. Flights in the air answer their waiters and store nothing. */
  async clear(): Promise<void> {
    this.#core.assertOpen();
    const ownTag = this.#namespace.ownTags.at(-1);
    const done = ownTag === undefined ? this.#invalidateAll() : this.#invalidateTag(ownTag);
    this.#tellInvalidation({});
    await done;
  }

  /**
   * Makes a fresh value stale, as if its ttl ended now: its other windows begin, and the next call fetches anew,
   * whatever L2 holds. Other processes do not hear of it.
   *
   * @returns whether there was a fresh value in memory
   */
  expire(key: string): boolean {
    const id = this.#open(key);
    const entry = freshEntry(this.#core.parts, id);
    if (entry === undefined) return false;
    const { clock, store } = this.#core.parts;
    store.retime(id, entry.storedAt, expiredAt(clock.now() - entry.storedAt, entry.lifetime));
    return true;
  }

  /** `fn`, coalesced and cached by a key made of its arguments. `this` is passed on, and is no part of the key. */
  wrap<Args extends readonly unknown[], Value>(
    fn: (...args: Args) => Value | PromiseLike<Value>,
    options: WrapOptions<[...Args]>,
  ): (...args: Args) => Promise<Value> {
    const wrapped = wrap(fn, options, (key, fetcher) => this.getOrFetch(key, fetcher, options));
    this.#settings.check(options);
    return wrapped;
  }

  /** A part of this cache with keys and tags of its own: `clear` and `deleteByTag` stay inside, the bounds are shared. */
  namespace(name: string): CacheNamespace {
    assertString('name', name);
    return new CacheNamespace(this.#core, this.#namespace.within(name));
  }

  /** Entries in memory: for the whole cache all of them, stale ones included; for a namespace its own that are fresh, without those of namespaces within, counted one by one. */
  get size(): number {
    const { parts } = this.#core;
    return this.#namespace.isRoot ? parts.store.size : freshKeys(parts, this.#namespace).length;
  }

  /** The keys of the fresh values in memory, as they are now; not those of namespaces within. */
  keys(): IterableIterator<string> {
    return freshKeys(this.#core.parts, this.#namespace).values();
  }

  /** The flights in the air, as they are now; not those of namespaces within, which `stats()` counts too. */
  flights(): readonly FlightInfo[] {
    return flightsIn(this.#core.parts, this.#namespace);
  }

  /** How calls were answered since the cache was made, and what it holds now; for the whole cache. */
  stats(): CacheStats {
    return statsOf(this.#core.parts);
  }

  /**
   * Calls `listener` at each event of the whole cache. A listener that throws harms nobody.
   *
   * @returns a function that ends the subscription
   */
  on<Name extends CacheEventName>(name: Name, listener: CacheEventListener<Name>): () => void {
    assertString('name', name);
    assertFunction('listener', listener);
    return this.#core.parts.events.on(name, listener);
  }

  #ask<Value>(
    key: string,
    fetcher: Fetcher<Value>,
    options?: GetOrFetchOptions | number,
    trace?: Trace,
  ): Promise<Value> {
    try {
      const id = this.#open(key);
      assertFunction('fetcher', fetcher);
      this.#settings.check(options);
      const call = callOptions(options);
      const hit = trace === undefined ? this.#plainCalls.hit(id, call) : undefined;
      if (hit !== undefined) return hit as Promise<Value>;
      const settings = this.#settings.merge(options);
      const question = { id, source: fetcher, settings, call, trace };
      return this.#core.walk.ask(question) as Promise<Value>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #copied<Value>(answer: Promise<Value>): Promise<Value> {
    const { copy } = this.#core.options;
    return copy === undefined ? answer : answer.then(copy);
  }

  #open(key: unknown): string {
    this.#core.assertOpen();
    assertKey(key);
    return this.#namespace.id(key);
  }

  #peekFresh(key: string): unknown {
    const entry = freshEntry(this.#core.parts, this.#namespace.id(key));
    const { copy } = this.#core.options;
    return entry === undefined || copy === undefined ? entry?.value : copy(entry.value);
  }

  async #read<Value>(key: string): Promise<Value | undefined> {
    const id = this.#open(key);
    const entry = freshEntry(this.#core.parts, id) ?? (await this.#core.readRemote(id));
    if (entry === undefined) return undefined;
    this.#core.parts.store.touch(id);
    return entry.value as Value;
  }

  #invalidateTag(tag: string): Promise<void> {
    const { invalidations } = this.#core.parts;
    return this.#core.invalidate(
      () => invalidations.invalidateTag(tag),
      (remote) => remote.deleteByTag(tag),
    );
  }

  #invalidateAll(): Promise<void> {
    return this.#core.invalidate(
      () => this.#core.forgetAll(),
      (remote) => remote.clear(),
    );
  }

  #tellInvalidation(event: CacheEvents['invalidate']): void {
    const { invalidate } = this.#core.parts.topics;
    if (invalidate.isHeard) invalidate.emit(event);
  }
}

function callOptions(options: GetOrFetchOptions | number | undefined): GetOrFetchOptions {
  return typeof options === 'object' ? options : NO_OPTIONS;
}

function lifetimeFor(settings: Settings, since: number): Lifetime {
  const ttl = jittered(settings.ttl, settings.jitter);
  return lifetimeOf({ ...settings.lifetime, ttl }, settings.refreshAhead, settings.tags, since);
}

function refuseUnstorable(value: unknown): void {
  const kind = value instanceof Promise ? 'a promise; await it first' : oneShotKind(value);
  if (kind !== undefined)
    throw new TypeError(`\`value\` must be something that can be read more than once, got ${kind}`);
}
