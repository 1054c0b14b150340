import diagnostics from 'node:diagnostics_channel';
import { Injectable } from '@nestjs/common';
import type { PassThroughReason } from './pass-through.js';

/** What the adapter tells, by name. What the caches tell is heard through `CacheManager.on`. */
export interface CoalescingEventMap {
  /** A call was passed through uncoalesced, or a cached method ran uncached. */
  readonly 'pass-through': {
    /** The class and the method, such as `Rates.find`. */
    readonly handler: string;
    /** `http`, `graphql`, `rpc` or `ws`; `method` for a cached method. */
    readonly kind: string;
    readonly reason: PassThroughReason;
    /** What a function of the user's threw, or what is wrong with what it gave. */
    readonly error?: unknown;
  };
  /** A handler or method succeeded, and what it says to invalidate could not be, or not everywhere. */
  readonly 'invalidation-failure': { readonly handler: string; readonly error: unknown };
}

export type CoalescingEventName = keyof CoalescingEventMap;
export type CoalescingEventListener<Name extends CoalescingEventName> = (
  event: CoalescingEventMap[Name],
) => unknown;

/** Tells listeners, and the subscribers of the diagnostics channels `sameflight:<event>`. Injectable by type. */
@Injectable()
export class CoalescingEvents {
  readonly #listeners: Map<CoalescingEventName, Set<(event: never) => unknown>> = new Map();

  /**
   * Calls `listener` at each event. A listener that throws harms nobody.
   *
   * @returns a function that ends the subscription
   */
  on<Name extends CoalescingEventName>(
    name: Name,
    listener: CoalescingEventListener<Name>,
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit<Name extends CoalescingEventName>(name: Name, event: CoalescingEventMap[Name]): void {
    for (const listener of this.#listeners.get(name) ?? [])
      harmlessly(() => listener(event as never));
    const channel = diagnostics.channel(`sameflight:${name}`);
    if (channel.hasSubscribers) channel.publish(event);
  }
}

function harmlessly(call: () => unknown): void {
  try {
    const result = call();
    if (result instanceof Promise) result.catch(() => {});
  } catch {}
}
