import type { CacheNamespace } from '@sameflight/core';
import type { Identity } from '../identity/identity.js';
import { type Forward, type Plan, plan } from '../reusing/plan.js';
import { inScope, selectVariant } from '../reusing/select.js';
import type { CacheMode } from './ask.js';
import { monotonicNow } from './monotonic-now.js';
import { isOnlyIfCached, type Question } from './question.js';
import type { Shelf, VariantRef } from './shelf.js';
import { isStoredExchange, type StoredExchange } from './stored-exchange.js';

/** A stored response as it is read now, and where it is stored. */
export interface Found extends StoredExchange {
  readonly key: string;
}

/** What is to become of a request, by what is stored. */
export type Verdict =
  | { readonly does: 'answer'; readonly found: Found; readonly revalidate: boolean }
  | Errand
  | Refusal;

/** Nothing in memory may serve a request that must not go upstream. */
export interface Refusal {
  readonly does: 'refuse';
  /** Where L2 may still have the answer. */
  readonly elsewhere: string | undefined;
}

/** A request that goes upstream. */
export interface Errand {
  readonly does: 'ask';
  readonly fwd: Forward;
  /** Where an answer of this asker's own stands already. */
  readonly ownKey: string | undefined;
  /** What upstream is asked to confirm. */
  readonly nominated: readonly Found[];
  /** What may stand in if upstream fails. */
  readonly selected: Found | undefined;
  /** Where L2 may still have what memory does not. */
  readonly elsewhere: string | undefined;
}

/** Decides from what memory holds of the URL, and by the request's mode. */
export function lookUp<Native>(
  cache: CacheNamespace,
  question: Question<Native>,
  shelf: Shelf,
): Verdict {
  const { ask, identity, mode } = question;
  const now = monotonicNow();
  const ref = selectVariant(shelf.refs, ask, identity);
  const held = ref === undefined ? readAll(cache, shelf, identity) : read(cache, ref, now);
  const found = verdict(mode, plan(held, ask, identity, now), {
    held,
    matching: ref && held[0],
    ownKey: ref?.owner === identity.scopes[0] ? ref.key : undefined,
    elsewhere: held.length === 0 ? ref?.key : undefined,
  });
  const mustNot = found.does === 'ask' && isOnlyIfCached(question);
  return mustNot ? { does: 'refuse', elsewhere: found.elsewhere } : found;
}

/** What memory holds of a URL, and where else something may be. */
interface Holdings {
  readonly held: readonly Found[];
  /** The one of them that answers the request's headers. */
  readonly matching: Found | undefined;
  readonly ownKey: string | undefined;
  readonly elsewhere: string | undefined;
}

function verdict(
  mode: CacheMode,
  planned: Plan<Found>,
  { held, matching, ownKey, elsewhere }: Holdings,
): Verdict {
  const errand = {
    does: 'ask',
    fwd: 'request',
    ownKey,
    nominated: held,
    selected: undefined,
    elsewhere,
  } as const;
  const best = selectedBy(planned) ?? (planned.does === 'refuse' ? matching : undefined);
  const answer = best && ({ does: 'answer', found: best, revalidate: false } as const);
  if (mode === 'reload') return { ...errand, nominated: [], elsewhere: undefined };
  // What does not change while it is fresh need not be asked for again. RFC 8246.
  if (mode === 'no-cache') return isImmutable(planned) && answer ? answer : errand;
  if (mode === 'only-if-cached') return answer ?? { does: 'refuse', elsewhere };
  if (mode === 'force-cache' && answer) return answer;
  if (planned.does === 'refuse') return { ...planned, elsewhere };
  if (planned.does === 'ask') return { ...errand, ...planned };
  return { does: 'answer', found: planned.stored, revalidate: planned.revalidate };
}

function selectedBy(planned: Plan<Found>): Found | undefined {
  if (planned.does === 'answer') return planned.stored;
  return planned.does === 'ask' ? planned.selected : undefined;
}

/** All that memory holds of the URL for this asker. */
export function readAll(cache: CacheNamespace, { refs }: Shelf, identity: Identity): Found[] {
  const now = monotonicNow();
  return inScope(refs, identity).flatMap((ref) => read(cache, ref, now));
}

function read(cache: CacheNamespace, { key }: VariantRef, now: number): Found[] {
  const held = cache.inspect(key);
  if (held === undefined || !isStoredExchange(held.value)) return [];
  return [{ ...held.value, receivedAt: now - held.age, key }];
}

function isImmutable(planned: Plan<Found>): boolean {
  if (planned.does !== 'answer') return false;
  const { terms } = planned.stored;
  return terms.immutable && planned.age < terms.lifetime;
}
