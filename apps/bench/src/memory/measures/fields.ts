import type { CacheOptions, GetOrFetchOptions } from '@sameflight/core';
import { CacheManager } from '../../contestants/sameflight.js';
import { load, ONE_HOUR } from '../../speed/traffic.js';
import { bytesInUse } from '../heap.js';

/** Bytes that each optional thing adds to an entry of ours. */
export type Fields = Readonly<Record<string, number>>;

interface Field {
  readonly name: string;
  readonly cache?: CacheOptions;
  readonly call?: (index: number) => GetOrFetchOptions;
  readonly hits?: number;
}

const ENTRIES = 100_000;

const fields: readonly Field[] = [
  { name: 'its promise, made at the first hit', hits: 1 },
  { name: 'a stale window, of the cache', cache: { staleWhileRevalidate: ONE_HOUR } },
  { name: 'a ttl of its own', call: (index) => ({ ttl: ONE_HOUR + index }) },
  { name: 'a ttl of the call, the same for all', call: () => ({ ttl: 2 * ONE_HOUR }) },
  { name: 'jitter', cache: { jitter: 0.1 } },
  { name: 'a tag, the same for all', call: () => ({ tags: ['tag'] }) },
  { name: 'a tag of its own', call: (index) => ({ tags: [`tag:${index}`] }) },
  { name: 'a weight', cache: { maxWeight: 1e9, weigh: () => 2 } },
];

export async function measure(): Promise<Fields> {
  const plain = await bytesEach({ name: 'plain' });
  const costs: Record<string, number> = {};
  for (const field of fields) costs[field.name] = (await bytesEach(field)) - plain;
  return costs;
}

async function bytesEach({ cache: options, call, hits = 0 }: Field): Promise<number> {
  const before = await bytesInUse();
  const cache = new CacheManager({ maxEntries: ENTRIES, ttl: ONE_HOUR, ...options });
  for (let pass = 0; pass <= hits; pass++) {
    for (let index = 0; index < ENTRIES; index++) {
      const key = `key:${index}`;
      await cache.getOrFetch(key, () => load(key), call?.(index));
    }
  }
  const bytes = (await bytesInUse()) - before;
  await cache.close();
  return bytes / ENTRIES;
}
