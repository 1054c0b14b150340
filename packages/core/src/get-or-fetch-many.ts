import { abortReason } from './abort-hub.js';
import { Batches, type ManyFetcher } from './batch.js';
import type { GetOrFetch } from './get-or-fetch.js';
import { ABSENT } from './landing.js';
import type { Namespace } from './namespace.js';
import type { GetOrFetchOptions } from './options.js';
import type { Settings } from './settings.js';

/** Asks for many keys: each is answered, joined or fetched as if alone, and those to be fetched go upstream as one batch. */
export async function getOrFetchMany(
  walk: GetOrFetch,
  namespace: Namespace,
  keys: readonly string[],
  fetchMany: ManyFetcher<unknown>,
  settings: Settings,
  call: GetOrFetchOptions,
): Promise<Map<string, unknown>> {
  if (call.signal?.aborted) throw abortReason(call.signal);
  const source = new Batches(fetchMany, settings.context === 'detached');
  const asked = new Map<string, Promise<unknown>>();
  for (const key of keys) {
    if (!asked.has(key))
      asked.set(key, walk.ask({ id: namespace.id(key), source, settings, call, trace: undefined }));
  }
  source.complete();

  const values = await Promise.all(asked.values());
  const found = [...asked.keys()].map((key, index): [string, unknown] => [key, values[index]]);
  return new Map(found.filter(([, value]) => value !== ABSENT));
}
