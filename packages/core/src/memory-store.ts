import { detached } from './async-context.js';
import type { Clock } from './clock.js';
import { copied, extended } from './columns.js';
import type { Directory } from './directory.js';
import {
  type Entry,
  type Failure,
  type Lifetime,
  lifetimeOf,
  NO_WINDOWS,
  NOTHING,
} from './entry.js';
import { type EvictionPolicy, RESERVED_SLOTS, TwoQueue } from './eviction.js';

export interface MemoryStoreOptions {
  readonly maxEntries: number;
  readonly maxWeight: number;
  /** Hears of every key that went for lack of room. */
  readonly onEvict: (key: string) => void;
}

const SMALLEST = 64;
const HOLLOW: Lifetime = lifetimeOf(NO_WINDOWS);

/**
 * L1: a bounded map from key to entry. An entry is a row across columns, found through the directory: rows without an
 * object each take half the memory. Knows nothing of time but what it is told, and nothing of flights.
 */
export class MemoryStore {
  readonly #options: MemoryStoreOptions;
  readonly #directory: Directory;
  #size = 0;
  #free: number[] = [];
  #unused: number = RESERVED_SLOTS;
  #capacity = 0;
  #weight = 0;
  #policy: EvictionPolicy = new TwoQueue();
  readonly #evicted: string[] = [];

  #keys: string[] = [];
  #values: unknown[] = [];
  /** Until when a hit is plain. When the value was stored follows from that. */
  #plainUntil = new Float64Array(0);
  #lifetimes: Lifetime[] = [];
  // Columns that stay empty until they are needed.
  #promises: (Promise<unknown> | undefined)[] = [];
  #weights = new Float64Array(0);
  #failures = new Map<string, Failure>();

  constructor(directory: Directory, options: MemoryStoreOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  get size(): number {
    return this.#size;
  }

  get weight(): number {
    return this.#weight;
  }

  keys(): IterableIterator<string> {
    return this.#directory.keys();
  }

  /** Is this a plain hit, one for which only the age and `sequence` must be looked at? Counts as a hit if so. */
  hit(slot: number, clock: Clock, sequence: number): boolean {
    const late = clock.now() - (this.#plainUntil[slot] as number);
    if (!(late < 0) && !this.#isTaggedHit(slot, late, sequence)) return false;
    this.#policy.touch(slot);
    return true;
  }

  /** What the slot holds. */
  valueIn(slot: number): unknown {
    return this.#values[slot];
  }

  /** A promise of what the slot holds, made at its first hit and then shared. */
  promiseIn(slot: number): Promise<unknown> {
    return this.#promises[slot] ?? this.#makePromise(slot);
  }

  /** The value of a plain hit, or `NOTHING`. Counts as no hit. */
  value(slot: number, clock: Clock): unknown {
    return clock.now() < (this.#plainUntil[slot] as number) ? this.#values[slot] : NOTHING;
  }

  /** All that is known of the key. Counts as no hit. */
  entry(key: string): Entry | undefined {
    const slot = this.#directory.slot(key);
    if (slot === 0) return undefined;
    const lifetime = this.#lifetimes[slot] as Lifetime;
    return {
      value: this.#values[slot],
      storedAt: (this.#plainUntil[slot] as number) - lifetime.plainFor,
      lifetime,
      failure: this.#failures.size === 0 ? undefined : this.#failures.get(key),
    };
  }

  /** The promise of an entry's value. Counts as a hit. */
  promise(key: string): Promise<unknown> {
    const slot = this.#directory.slot(key);
    this.#policy.touch(slot);
    return this.promiseIn(slot);
  }

  /** Is it this very value that is held of the key? */
  holds(key: string, value: unknown): boolean {
    const slot = this.#directory.slot(key);
    return slot !== 0 && Object.is(this.#values[slot], value);
  }

  /** Counts a hit, where the key is held. */
  touch(key: string): void {
    const slot = this.#directory.slot(key);
    if (slot !== 0) this.#policy.touch(slot);
  }

  /** Stores a value in place of what was there. A value heavier than the whole budget is not stored, and its predecessor goes. */
  put(key: string, value: unknown, storedAt: number, lifetime: Lifetime, weight: number): boolean {
    if (weight > this.#options.maxWeight) {
      this.delete(key);
      return false;
    }
    const slot = this.#slotFor(key, weight);
    this.#values[slot] = value;
    this.#setTerms(slot, storedAt, lifetime);
    this.#tellEvicted();
    return true;
  }

  /** Remembers that a fetch failed, beside the value if there is one, else under terms of its own. */
  fail(key: string, failure: Failure, lifetime: Lifetime): void {
    this.#failures.set(key, failure);
    if (this.#directory.slot(key) === 0)
      this.put(key, NOTHING, Number.NEGATIVE_INFINITY, lifetime, 0);
  }

  /** Changes the terms of an entry that is there. */
  retime(key: string, storedAt: number, lifetime: Lifetime): void {
    this.#setTerms(this.#directory.slot(key), storedAt, lifetime);
  }

  delete(key: string): boolean {
    const slot = this.#directory.slot(key);
    if (slot === 0) return false;
    this.#policy.remove(slot);
    this.#vacate(slot, key);
    return true;
  }

  clear(): void {
    this.#directory.clear();
    this.#size = 0;
    this.#free = [];
    this.#unused = RESERVED_SLOTS;
    this.#capacity = 0;
    this.#weight = 0;
    this.#policy = new TwoQueue();
    this.#keys = [];
    this.#values = [];
    this.#plainUntil = new Float64Array(0);
    this.#lifetimes = [];
    this.#promises = [];
    this.#weights = new Float64Array(0);
    this.#failures = new Map();
  }

  // An entry with tags is plain for no time at all. Where no tag has been invalidated since its fetch began, its age decides.
  #isTaggedHit(slot: number, age: number, sequence: number): boolean {
    const { lateAfter, since, tags } = this.#lifetimes[slot] as Lifetime;
    return tags.length > 0 && since === sequence && age < lateAfter;
  }

  #setTerms(slot: number, storedAt: number, lifetime: Lifetime): void {
    this.#plainUntil[slot] = storedAt + lifetime.plainFor;
    this.#lifetimes[slot] = lifetime;
  }

  #makePromise(slot: number): Promise<unknown> {
    if (this.#promises.length === 0) this.#promises = new Array(this.#capacity);
    // Where promises remember the context they were made in, this one must not keep its first caller's alive.
    const promise = detached(() => Promise.resolve(this.#values[slot]));
    this.#promises[slot] = promise;
    return promise;
  }

  #slotFor(key: string, weight: number): number {
    const present = this.#directory.slot(key);
    if (present === 0) return this.#admit(key, weight);
    if (this.#weight - this.#weightOf(present) + weight <= this.#options.maxWeight)
      return this.#reuse(present, key, weight);
    this.delete(key);
    return this.#admit(key, weight);
  }

  // A value that replaces another keeps its place in the queues.
  #reuse(slot: number, key: string, weight: number): number {
    this.#failures.delete(key);
    this.#weigh(slot, weight);
    if (this.#promises.length > 0) this.#promises[slot] = undefined;
    return slot;
  }

  #admit(key: string, weight: number): number {
    this.#makeRoom(weight);
    const slot = this.#free.pop() ?? this.#takeUnused();
    this.#directory.setSlot(key, slot);
    this.#size++;
    this.#keys[slot] = key;
    this.#weigh(slot, weight);
    this.#policy.admit(slot, key);
    return slot;
  }

  #makeRoom(weight: number): void {
    const { maxEntries, maxWeight } = this.#options;
    while (this.#size >= maxEntries || this.#weight + weight > maxWeight) {
      const slot = this.#policy.victim();
      const key = this.#keys[slot] as string;
      this.#policy.evict(slot, key);
      this.#vacate(slot, key);
      this.#evicted.push(key);
    }
  }

  // When everything is in its place: whoever hears of it may call back.
  #tellEvicted(): void {
    for (let key = this.#evicted.pop(); key !== undefined; key = this.#evicted.pop())
      this.#options.onEvict(key);
  }

  #vacate(slot: number, key: string): void {
    this.#directory.removeSlot(key);
    this.#size--;
    if (this.#failures.size > 0) this.#failures.delete(key);
    this.#weigh(slot, 0);
    // What rounding has left of fractions must not take up room.
    if (this.#size === 0) this.#weight = 0;
    this.#keys[slot] = '';
    this.#values[slot] = undefined;
    this.#lifetimes[slot] = HOLLOW;
    if (this.#promises.length > 0) this.#promises[slot] = undefined;
    this.#free.push(slot);
  }

  #weigh(slot: number, weight: number): void {
    if (this.#options.maxWeight === Number.POSITIVE_INFINITY) return;
    this.#weight += weight - this.#weightOf(slot);
    this.#weights[slot] = weight;
  }

  #weightOf(slot: number): number {
    return this.#weights[slot] ?? 0;
  }

  #takeUnused(): number {
    if (this.#unused >= this.#capacity) this.#grow();
    return this.#unused++;
  }

  #grow(): void {
    const most = this.#options.maxEntries + RESERVED_SLOTS;
    const capacity = Math.min(Math.max(this.#capacity * 2, SMALLEST), most);
    this.#capacity = capacity;
    this.#keys = extended(this.#keys, capacity);
    this.#values = extended(this.#values, capacity);
    this.#lifetimes = extended(this.#lifetimes, capacity);
    this.#plainUntil = copied(this.#plainUntil, new Float64Array(capacity));
    if (this.#promises.length > 0) this.#promises = extended(this.#promises, capacity);
    if (this.#options.maxWeight !== Number.POSITIVE_INFINITY)
      this.#weights = copied(this.#weights, new Float64Array(capacity));
    this.#policy.grow(capacity);
  }
}
