import { builtin } from './async-context.js';
import type { RemoteFailure } from './remote.js';

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

/** Hits are too many to be published. */
const PUBLISHED: readonly CacheEventName[] = [
  'stale',
  'join',
  'fetch',
  'land',
  'failure',
  'fallback',
  'abandon',
  'store',
  'drop',
  'evict',
  'invalidate',
  'remote-failure',
  'listener-failure',
];

interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

/**
 * Tells listeners, and the subscribers of the diagnostics channels `sameflight:<event>` where the platform has them.
 * Ask `hears` before building an event: when nobody listens nothing is built.
 */
export class Events {
  readonly #name: string;
  readonly #listeners = new Map<CacheEventName, Set<(event: never) => unknown>>();
  /** Is anybody listening to hits? */
  hearsHits = false;

  constructor(name: string) {
    this.#name = name;
  }

  on<Name extends CacheEventName>(name: Name, listener: CacheEventListener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    this.#noteHits();
    return () => this.#off(name, listener);
  }

  /** Is anybody listening to joins, which are as many? */
  get hearsJoins(): boolean {
    return (
      joins?.hasSubscribers === true || (this.#listeners.size > 0 && this.#listeners.has('join'))
    );
  }

  hears(name: CacheEventName): boolean {
    return (
      (this.#listeners.size > 0 && this.#listeners.has(name)) ||
      channels[name]?.hasSubscribers === true
    );
  }

  emit<Name extends CacheEventName>(name: Name, event: CacheEvents[Name]): void {
    // A copy: listeners may come and go while they are told.
    for (const listener of [...(this.#listeners.get(name) ?? [])])
      this.guard(name, () => listener(event as never));
    const channel = channels[name];
    if (channel?.hasSubscribers) channel.publish({ cache: this.#name, ...event });
  }

  close(): void {
    this.#listeners.clear();
    this.#noteHits();
  }

  #off(name: CacheEventName, listener: (event: never) => unknown): void {
    const listeners = this.#listeners.get(name);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#listeners.delete(name);
    this.#noteHits();
  }

  #noteHits(): void {
    this.hearsHits = this.#listeners.has('hit');
  }

  /** Calls a function of the user's whose failure must harm nobody. */
  guard(name: string, call: () => unknown): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch((error: unknown) => this.#report(name, error));
    } catch (error) {
      this.#report(name, error);
    }
  }

  #report(event: string, error: unknown): void {
    if (event !== 'listener-failure') this.emit('listener-failure', { event, error });
  }
}

const channels: Readonly<Partial<Record<CacheEventName, Channel>>> = openChannels();

const joins: Channel | undefined = channels.join;

function openChannels(): Partial<Record<CacheEventName, Channel>> {
  const diagnostics = builtin('node:diagnostics_channel') as
    | { channel(name: string): Channel }
    | undefined;
  if (diagnostics === undefined) return {};
  return Object.fromEntries(
    PUBLISHED.map((name) => [name, diagnostics.channel(`sameflight:${name}`)]),
  );
}
