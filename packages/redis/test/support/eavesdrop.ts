import type { RemoteListener } from '@sameflight/core';
import type { RedisTier } from '../../src/index.js';

/** Overhears what reaches a tier's cache: gives a function that settles once the cache has been told that a key was invalidated. */
export function eavesdrop(tier: RedisTier): (key: string) => Promise<void> {
  const heard = new Set<string>();
  const waiting = new Map<string, () => void>();
  const listen = tier.listen.bind(tier);
  tier.listen = (listener: RemoteListener) =>
    listen({
      tagInvalidated: (tag) => listener.tagInvalidated(tag),
      cleared: () => listener.cleared(),
      resumed: () => listener.resumed(),
      failed: (failure) => listener.failed(failure),
      keyInvalidated(key) {
        listener.keyInvalidated(key);
        heard.add(key);
        waiting.get(key)?.();
      },
    });
  return (key) =>
    new Promise((resolve) => {
      if (heard.has(key)) resolve();
      else waiting.set(key, resolve);
    });
}
