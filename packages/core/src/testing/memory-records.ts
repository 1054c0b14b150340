import type { Clock } from '../clock.js';
import type { RemoteEntry, RemoteRecord } from '../remote.js';

interface Stored {
  readonly entry: RemoteEntry;
  readonly storedAt: number;
  /** How many invalidations of tags there had been when its fetch began. */
  readonly since: number;
}

/** The values of a `MemoryRemote`, and which of them a tag's invalidation has overtaken. */
export class MemoryRecords {
  readonly #clock: Clock;
  readonly #stored: Map<string, Stored> = new Map();
  readonly #tagEpochs: Map<string, number> = new Map();
  /** Invalidations of tags so far. */
  epoch = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keys of which anything of use is held. */
  keys(): string[] {
    return [...this.#stored.keys()].filter((key) => this.read(key) !== undefined);
  }

  read(key: string): RemoteRecord | undefined {
    const stored = this.#stored.get(key);
    if (stored === undefined) return undefined;
    const age = this.#clock.now() - stored.storedAt;
    if (age < retention(stored.entry) && !this.isOvertaken(stored.entry.tags, stored.since))
      return { ...structuredClone(stored.entry), age };
    this.#stored.delete(key);
    return undefined;
  }

  /** Copies the value, as a store across a wire does. */
  put(key: string, entry: RemoteEntry, since: number): void {
    const { value, windows, tags } = structuredClone(entry);
    this.#stored.set(key, { entry: { value, windows, tags }, storedAt: this.#clock.now(), since });
  }

  delete(key: string): void {
    this.#stored.delete(key);
  }

  clear(): void {
    this.#stored.clear();
  }

  invalidateTag(tag: string): void {
    this.epoch++;
    this.#tagEpochs.set(tag, this.epoch);
  }

  /** Was any of these tags invalidated after `since`? */
  isOvertaken(tags: readonly string[], since: number): boolean {
    return tags.some((tag) => (this.#tagEpochs.get(tag) ?? 0) > since);
  }
}

function retention({ windows }: RemoteEntry): number {
  const { ttl, staleWhileRevalidate, staleIfError, keep } = windows;
  return ttl + Math.max(staleWhileRevalidate, staleIfError, keep);
}
