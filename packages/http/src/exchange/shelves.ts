import type { CacheNamespace } from '@sameflight/core';
import { matchesSelecting } from '../identity/selecting.js';
import { withVariant } from '../storing/variants.js';
import { type Asked, isOnly, isShelf, type Shelf, type VariantRef } from './shelf.js';

/** The shelves of all URLs, kept in the cache beside the responses. */
export class Shelves {
  readonly #cache: CacheNamespace;
  readonly #maxVariants: number;
  /** Responses that are arriving, and may already be joined by those whom they suit. */
  readonly #aloft = new Map<string, readonly VariantRef[]>();
  readonly #loading = new Map<string, Promise<void>>();
  /** When the request for each was made, of those that were made here. */
  readonly #askedAt = new WeakMap<VariantRef, number>();

  constructor(cache: CacheNamespace, maxVariants: number) {
    this.#cache = cache;
    this.#maxVariants = maxVariants;
  }

  /** What memory knows. */
  peek(shelfKeys: readonly string[]): Shelf {
    const refs = shelfKeys.flatMap((shelfKey) => [
      ...(this.#aloft.get(shelfKey) ?? []),
      ...(this.#cache.peek<Shelf>(shelfKey)?.refs ?? []),
    ]);
    return { refs };
  }

  /** What leads to a response must not be evicted before it, and is no hit of its own. */
  touch(shelfKey: string): void {
    this.#cache.get(shelfKey).catch(() => {});
  }

  /** Brings to memory what L2 knows and memory does not. */
  async load(shelfKeys: readonly string[]): Promise<void> {
    const unknown = shelfKeys.filter((shelfKey) => this.#cache.peek(shelfKey) === undefined);
    await Promise.all(unknown.map((shelfKey) => this.#loadOnce(shelfKey)));
  }

  /** Shows a response that is arriving to those who ask from now on. */
  announce(shelfKey: string, ref: VariantRef): void {
    this.#aloft.set(shelfKey, [ref, ...(this.#aloft.get(shelfKey) ?? [])]);
  }

  /** It has arrived, or will not. */
  withdraw(shelfKey: string, ref: VariantRef): void {
    const others = (this.#aloft.get(shelfKey) ?? []).filter((it) => it !== ref);
    if (others.length > 0) this.#aloft.set(shelfKey, others);
    else this.#aloft.delete(shelfKey);
  }

  /** Whether what was asked for later has arrived before it: then it is out of date. */
  isOvertaken(shelfKey: string, { scope, key }: VariantRef, { request, askedAt }: Asked): boolean {
    const refs = this.#cache.peek<Shelf>(shelfKey)?.refs ?? [];
    return refs.some(
      (it) =>
        it.key !== key &&
        it.scope === scope &&
        matchesSelecting(it.selecting, request.headers) &&
        (this.#askedAt.get(it) ?? 0) > askedAt,
    );
  }

  /** Puts a stored response on the shelf, for `retention` ms. What it replaces, and what no longer fits, goes from the cache. */
  put(
    shelfKey: string,
    ref: VariantRef,
    { request, askedAt }: Asked,
    retention: number,
    tags: readonly string[],
  ): void {
    const held = this.#cache.inspect<Shelf>(shelfKey);
    const before = held?.value.refs ?? [];
    const isShelved = held !== undefined && held.ttl >= retention && isOnly(before, ref);
    this.#askedAt.set(isShelved ? (before[0] as VariantRef) : ref, askedAt);
    if (isShelved) return;
    const refs = withVariant(before, ref, request, this.#maxVariants);
    for (const { key } of before) {
      if (key !== ref.key && !refs.some((it) => it.key === key)) this.#forget(key);
    }
    // An hour more than needed, so that it need not be written at each refresh.
    const ttl = Math.max(retention + 3_600_000, held?.ttl ?? 0);
    this.#cache.set<Shelf>(shelfKey, { refs }, { ttl, tags }).catch(() => {});
  }

  #loadOnce(shelfKey: string): Promise<void> {
    const loading = this.#loading.get(shelfKey) ?? this.#load(shelfKey);
    this.#loading.set(shelfKey, loading);
    return loading;
  }

  async #load(shelfKey: string): Promise<void> {
    try {
      const shelf = await this.#cache.get(shelfKey);
      if (shelf !== undefined && !isShelf(shelf)) await this.#cache.delete(shelfKey);
    } catch {
      // The cache tells of it as an event; the request goes on without.
    } finally {
      this.#loading.delete(shelfKey);
    }
  }

  #forget(key: string): void {
    this.#cache.delete(key).catch(() => {});
  }
}
