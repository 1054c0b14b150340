/** A library that is measured, behind the one small interface that all of them are measured through. */
export interface Contestant {
  readonly name: string;
  /** Makes a cache as the library's own documentation does, and bounds it. */
  open(terms: Terms): ContestantCache;
  /** Makes one that serves a value at once and gets a new one in the background. Absent where that is not offered. */
  openStale?(terms: StaleTerms): ContestantCache;
  /** Makes one whose entries all carry one label, by which they are invalidated together. Absent where that is not offered. */
  openTagged?(terms: Terms): TaggedCache;
}

/** What a cache is made with. */
export interface Terms {
  readonly maxEntries: number;
  /** Milliseconds for which a value is fresh. */
  readonly ttl: number;
  /** Gets the value of a key from upstream. */
  readonly load: Load;
}

export type Load = (key: string) => Promise<unknown>;

export interface StaleTerms extends Terms {
  /** Milliseconds past the ttl in which the old value is served while a new one is got. */
  readonly stale: number;
}

/** A cache of one library. The verbs that a library does not offer are absent, and their rows stay empty. */
export interface ContestantCache {
  /** The value of a key, loaded where it is missing. */
  get(key: string): Promise<unknown>;
  /** The value in memory, at once. */
  peek?(key: string): unknown;
  /** As `get`, for a caller who may leave. */
  getWithSignal?(key: string, signal: AbortSignal): Promise<unknown>;
  /** As `get`, with options made anew for this call. */
  getWithOptions?(key: string): Promise<unknown>;
  /** As `get`, with a loader made anew for this call. Absent where the loader is given once and for all. */
  getWithNewLoader?(key: string): Promise<unknown>;
  /** The values of many keys, those that are missing loaded together. */
  getMany?(keys: string[]): Promise<unknown>;
  set?(key: string, value: unknown): unknown;
  delete?(key: string): unknown;
  clear?(): unknown;
}

export interface TaggedCache extends ContestantCache {
  invalidateTag(): unknown;
}

/** The label of a tagged cache. */
export const TAG = 'tag';
