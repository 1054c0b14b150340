/**
 * The port to L2, the store that all processes share: a lease for each key and a bus beside the records.
 * `@sameflight/redis` implements it; the contract suite in `@sameflight/core/testing` says what any implementation must do.
 *
 * Every promise here settles in bounded time by the tier's own deadlines. A rejection counts as "L2 is out of reach":
 * the cache goes on with its own memory and reports the failure as a `remote-failure` event.
 */
export interface RemoteTier {
  /** What is stored for `key` and may still be of use, fresh or not; `undefined` where nothing is, or where a tag of it was invalidated. */
  read(key: string): Promise<RemoteRecord | undefined>;

  /**
   * One atomic step that says: here is the value, you fetch it, or someone else is fetching it.
   * A record past its ttl never counts as the value; it comes along as `stale`.
   */
  claim(key: string, options: ClaimOptions): Promise<Claim>;

  /** Stores a value that was set by hand: it wins over every lease that stands on the key, and tells the other processes. */
  write(key: string, entry: RemoteEntry): Promise<void>;

  /** Resolves once no process can get the old record from L2; voids a standing lease, and tells the other processes. */
  delete(key: string): Promise<void>;

  /** As `delete`, for every record that carries `tag`, those included whose fetch is under way. Costs the same however many there are. */
  deleteByTag(tag: string): Promise<void>;

  /** As `delete`, for everything under the tier's prefix. */
  clear(): Promise<void>;

  /** Tells this process, through `listener`, what the others invalidated. Called once, by the cache that owns the tier. */
  listen(listener: RemoteListener): void;

  /** Releases every lease held and ends every connection and timer that the tier opened itself. */
  close(): Promise<void>;
}

/** How long a value may be used, in milliseconds. `Infinity` has no end. */
export interface Windows {
  /** How long it is fresh, from when it was stored. */
  readonly ttl: number;
  /** How long past the ttl it may be served while a refresh runs. */
  readonly staleWhileRevalidate: number;
  /** How long past the ttl it may stand in for a failed fetch. */
  readonly staleIfError: number;
  /** How long past the ttl it is kept for revalidation, never served. */
  readonly keep: number;
}

/** A value on its way to L2. It is retained for its ttl and the longest of its other windows. */
export interface RemoteEntry {
  readonly value: unknown;
  readonly windows: Windows;
  readonly tags: readonly string[];
}

/** A value that came from L2. */
export interface RemoteRecord extends RemoteEntry {
  /** Milliseconds since it was stored, by the store's own clock. */
  readonly age: number;
}

export interface ClaimOptions {
  /** Do not accept a fresh record: the caller wants it fetched anew. */
  readonly refresh: boolean;
  /** Aborts when the caller no longer waits. */
  readonly signal: AbortSignal;
}

/**
 * - `stored`: a fresh record; no lease was taken.
 * - `granted`: this process fetches, under `lease`.
 * - `busy`: another process fetches. `settled` resolves when it is done, by a message or, if its lease ran out, by time:
 *   to `again` when it is worth claiming again, to `alone` when the fetch failed or its outcome may not be shared,
 *   so that those who waited fetch side by side. It never rejects, and resolves early when the claim's signal aborts.
 */
export type Claim =
  | { readonly kind: 'stored'; readonly record: RemoteRecord }
  | { readonly kind: 'granted'; readonly lease: Lease; readonly stale: RemoteRecord | undefined }
  | {
      readonly kind: 'busy';
      readonly settled: Promise<'again' | 'alone'>;
      readonly stale: RemoteRecord | undefined;
    };

/** The right to fetch one key, held by one process for a bounded time. The tier renews it until it is ended. */
export interface Lease {
  /**
   * Stores the value if the lease still stands and neither the key nor a tag of the entry was invalidated since the claim.
   * Says whether it was stored. Ends the lease and wakes those who wait.
   */
  write(entry: RemoteEntry): Promise<boolean>;

  /** Ends the lease without a value, and says to those who wait what to do: claim again, or fetch alone. Does nothing once it has ended. */
  release(next: 'again' | 'alone'): Promise<void>;
}

/** What the cache wants to hear from its tier. Must not throw. */
export interface RemoteListener {
  /** Another process deleted or set this key. */
  keyInvalidated(key: string): void;
  /** Another process invalidated this tag. */
  tagInvalidated(tag: string): void;
  /** Another process cleared everything. */
  cleared(): void;
  /** Messages may have been lost: what is in memory is to be verified with L2 before it is served. */
  resumed(): void;
  /** Something went wrong that no caller hears of: a record that could not be read or written, a lost connection. */
  failed(failure: RemoteFailure): void;
}

export interface RemoteFailure {
  /** What was being done, such as `read`, `write`, `delete`, `lease` or `bus`. */
  readonly operation: string;
  readonly key?: string;
  readonly error: unknown;
}
