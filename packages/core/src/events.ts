import { oneOf } from './option-checks.js';
import type { RemoteFailure } from './remote.js';
import { type Guard, Topic } from './topic.js';

/** What the cache tells, by name. Keys are shortened. */
export interface CacheEvents {
  /** A fresh value was served. */
  readonly hit: { readonly key: string };
  /** A stale value was served at once. */
  readonly stale: { readonly key: string; readonly age: number };
  /** A call joined a flight. */
  readonly join: { readonly key: string; readonly waiters: number };
  /** A flight took off: upstream, or L2 first, is asked. */
  readonly fetch: { readonly key: string; readonly background: boolean };
  /** A flight landed with a value. */
  readonly land: {
    readonly key: string;
    readonly background: boolean;
    readonly duration: number;
    readonly from: 'upstream' | 'remote';
  };
  /** A flight failed. Of a background one nobody else hears. */
  readonly failure: {
    readonly key: string;
    readonly background: boolean;
    readonly duration: number;
    readonly error: unknown;
  };
  /** A stale value stood in for a failed, slow or refused fetch. */
  readonly fallback: { readonly key: string; readonly age: number };
  /** The last waiter left a flight, and it was given up. */
  readonly abandon: { readonly key: string };
  /** A value was stored in memory. */
  readonly store: { readonly key: string; readonly ttl: number };
  /** A value was answered and not stored: something invalidated it meanwhile, it is too heavy, or its weight is no number. */
  readonly drop: {
    readonly key: string;
    readonly reason: 'invalidated' | 'too-heavy' | 'unweighable';
    readonly error?: unknown;
  };
  /** An entry went for lack of room. */
  readonly evict: { readonly key: string };
  /** Something was invalidated here: a key, a tag, or everything in the cache or in one of its namespaces where neither is named. */
  readonly invalidate: { readonly key?: string; readonly tag?: string };
  /** L2 could not do what it was asked; callers were answered without it. */
  readonly 'remote-failure': RemoteFailure;
  /** A listener, or `waitUntil`, threw or rejected. Nobody was harmed. */
  readonly 'listener-failure': { readonly event: string; readonly error: unknown };
}

export type CacheEventName = keyof CacheEvents;
export type CacheEventListener<Name extends CacheEventName> = (event: CacheEvents[Name]) => unknown;

export type Topics = { readonly [Name in CacheEventName]: Topic<CacheEvents[Name]> };

/** What one cache tells, and to whom. */
export class Events {
  readonly topics: Topics;

  constructor(cache: string) {
    const topic = <Event extends object>(name: CacheEventName, isPublished?: boolean) =>
      new Topic<Event>(name, cache, this.guard, isPublished);
    this.topics = {
      hit: topic('hit', false),
      stale: topic('stale'),
      join: topic('join'),
      fetch: topic('fetch'),
      land: topic('land'),
      failure: topic('failure'),
      fallback: topic('fallback'),
      abandon: topic('abandon'),
      store: topic('store'),
      drop: topic('drop'),
      evict: topic('evict'),
      invalidate: topic('invalidate'),
      'remote-failure': topic('remote-failure'),
      'listener-failure': topic('listener-failure'),
    };
  }

  on<Name extends CacheEventName>(name: Name, listener: CacheEventListener<Name>): () => void {
    oneOf(...Object.keys(this.topics))('name', name);
    return this.topics[name].on(listener);
  }

  close(): void {
    for (const topic of Object.values(this.topics)) topic.close();
  }

  /** Calls a function of the user's whose failure must harm nobody. */
  readonly guard: Guard = (name, call) => {
    try {
      const result = call();
      if (result instanceof Promise) result.catch((error: unknown) => this.#report(name, error));
    } catch (error) {
      this.#report(name, error);
    }
  };

  #report(event: string, error: unknown): void {
    if (event !== 'listener-failure') this.topics['listener-failure'].emit({ event, error });
  }
}
