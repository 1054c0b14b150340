import type { Load } from '../contestant.js';

/** A cache that processes share over Redis, behind the one small interface that all of them are measured through. */
export interface SharedCache {
  readonly name: string;
  /** Makes a cache as the library's own documentation does, with a memory of its own where it has one, and connects it. */
  open(terms: SharedTerms): GetShared | Promise<GetShared>;
}

export interface SharedTerms {
  /** Path of the socket that Redis listens at. */
  readonly socket: string;
  /** Entries that a process keeps in its own memory. */
  readonly maxEntries: number;
  /** Milliseconds that an operation may wait for Redis, where the library can be told; its own default unless given. */
  readonly patience?: number;
  readonly load: Load;
}

/** The value of a key: from memory, from Redis, or loaded. */
export type GetShared = (key: string) => Promise<unknown>;

/** Milliseconds for which every value is fresh. */
export const TTL = 3_600_000;
