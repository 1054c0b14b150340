import { abortReason } from './abort-hub.js';
import { Batches } from './batches.js';
import type { CacheCore } from './cache-core.js';
import { NOTHING } from './entry.js';
import type { ManyFetcher } from './fetch-many.js';
import { ABSENT } from './landing.js';
import type { Namespace } from './namespace.js';
import type { GetOrFetchOptions } from './options.js';
import type { PlainCalls } from './plain-calls.js';
import type { Settings } from './settings.js';

/** Where the keys are looked for. */
interface Place {
  readonly core: CacheCore;
  readonly namespace: Namespace;
  readonly plainCalls: PlainCalls;
}

/** Asks for many keys: each is answered, joined or fetched as if alone, and those to be fetched go upstream as one batch. */
export async function getOrFetchMany(
  { core, namespace, plainCalls }: Place,
  keys: readonly string[],
  fetchMany: ManyFetcher<unknown>,
  settings: Settings,
  call: GetOrFetchOptions,
): Promise<Map<string, unknown>> {
  if (call.signal?.aborted) throw abortReason(call.signal);
  const values = new Map<string, unknown>();
  const missing: string[] = [];
  const answers: Promise<unknown>[] = [];
  let source: Batches | undefined;
  for (const key of keys) {
    if (values.has(key)) continue;
    const id = namespace.id(key);
    const value = plainCalls.hitValue(id, call);
    // Its place, at least: the values come in the order of the keys.
    values.set(key, value);
    if (value !== NOTHING) continue;
    source ??= new Batches(fetchMany, settings.context === 'detached', core.deck);
    missing.push(key);
    answers.push(core.walk.ask({ id, source, settings, call, trace: undefined }));
  }
  source?.complete();

  for (const [index, value] of (await Promise.all(answers)).entries()) {
    const key = missing[index] as string;
    if (value === ABSENT) values.delete(key);
    else values.set(key, value);
  }
  return values;
}
