/** A library that is measured, behind the one small interface that all of them are measured through. */
export interface Contestant {
  readonly name: string;
  /** Makes a cache as the library's own documentation does. */
  open(terms: Terms): ContestantCache;
}

/** What a cache is made with. */
export interface Terms {
  readonly maxEntries: number;
  /** Milliseconds for which a value is fresh. */
  readonly ttl: number;
  /** Gets the value of a key from upstream. */
  readonly load: (key: string) => Promise<unknown>;
}

/** A cache of one library. The verbs that a library does not offer are absent, and their rows stay empty. */
export interface ContestantCache {
  /** The value of a key, loaded where it is missing. */
  get(key: string): Promise<unknown>;
  /** The value in memory, at once. */
  peek?(key: string): unknown;
}
