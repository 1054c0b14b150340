import type { CacheNamespace } from '@sameflight/core';
import type { Identity } from '../identity/identity.js';
import type { RequestHead } from '../message.js';
import type { Selectable, StoredResponse } from '../storing/stored-response.js';
import { withVariant } from '../storing/variants.js';

/** Where a stored response for a URL is found, and which requests it may serve. */
export interface VariantRef extends Selectable {
  /** Under which it is stored. */
  readonly key: string;
  /** The scope of the one who asked for it: only he fetches it anew under its key. */
  readonly owner: string;
}

/** What is known of one URL and one scope: the responses that are stored for it, newest first. */
export interface Shelf {
  readonly refs: readonly VariantRef[];
}

export const EMPTY_SHELF: Shelf = { refs: [] };

/** The note that `stored` is found under `key`. */
export function refOf(stored: StoredResponse, key: string, { scopes }: Identity): VariantRef {
  const { target, scope, selecting, date } = stored;
  return { key, owner: scopes[0], target, scope, selecting, date };
}

/** The shelves of all URLs, kept in the cache beside the responses. */
export class Shelves {
  readonly #cache: CacheNamespace;
  readonly #maxVariants: number;
  /** Responses that are arriving, and may already be joined by those whom they suit. */
  readonly #aloft = new Map<string, readonly VariantRef[]>();
  readonly #loading = new Map<string, Promise<void>>();

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

  /** Puts a stored response on the shelf, for `retention` ms. What it replaces, and what no longer fits, goes from the cache. */
  put(
    shelfKey: string,
    ref: VariantRef,
    request: RequestHead,
    retention: number,
    tags: readonly string[],
  ): void {
    const held = this.#cache.inspect<Shelf>(shelfKey);
    const before = held?.value.refs ?? [];
    if (held !== undefined && held.ttl >= retention && isOnly(before, ref)) return;
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

// Then nothing that is looked up by would change.
function isOnly(refs: readonly VariantRef[], { key, scope, selecting }: VariantRef): boolean {
  const [only, ...others] = refs;
  if (only === undefined || others.length > 0) return false;
  return (
    only.key === key &&
    only.scope === scope &&
    JSON.stringify(only.selecting) === JSON.stringify(selecting)
  );
}

/** Whether a value that came from a store is one: L2 may hold anything. */
export function isShelf(value: unknown): value is Shelf {
  if (typeof value !== 'object' || value === null) return false;
  const { refs } = value as Partial<Shelf>;
  return Array.isArray(refs) && refs.every(isRef);
}

function isRef(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { key, owner, target, scope, selecting, date } = value as Partial<VariantRef>;
  const texts = [key, owner, target, scope];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof date === 'number' &&
    Array.isArray(selecting) &&
    selecting.every(Array.isArray)
  );
}
