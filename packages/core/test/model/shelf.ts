import type { FetchRecord, History, Invalidation, Moment, Source, Spot } from './history.js';
import { isLate, isSame } from './history.js';

/** What a reader of the history knows to be held of one key. */
interface Held {
  readonly spot: Spot;
  source: Source | undefined;
  storedAt: number;
  /** Shorter than its source's where it was expired by hand. */
  ttl: number;
  /** Failed refreshes in a row, and when the last one failed. */
  failures: number;
  failedAt: number;
  failedTags: readonly string[];
  /** Fetches that have ended, and of which nobody knows whether they have landed. */
  landing: number;
  /** Is there anything that the history cannot tell? */
  isVague: boolean;
  /** Was it expired while something was landing? */
  isConfused: boolean;
}

/**
 * A small plain cache that is told what happens, without flights, eviction or L2: it knows what must be answered.
 * Where it cannot know, as while promises are being settled, it says nothing.
 */
export class Shelf {
  readonly #history: History;
  readonly #held: Held[] = [];
  readonly #isBlind: boolean;

  constructor(history: History) {
    const { maxEntries, maxWeight, remote } = history.setup;
    this.#history = history;
    this.#isBlind = remote !== 'none' || Math.min(maxEntries, maxWeight) < 1_000;
  }

  /** What is surely held of a spot. */
  at(spot: Spot): Source | undefined {
    const held = this.#of(spot);
    return this.isCertain(spot) ? held.source : undefined;
  }

  isCertain(spot: Spot): boolean {
    const { landing, isVague } = this.#of(spot);
    return !this.#isBlind && landing === 0 && !isVague;
  }

  /** What must answer a read now; `isCertain` tells nothing from nobody knows. */
  fresh(spot: Spot, now: number): Source | undefined {
    const held = this.#of(spot);
    return this.at(spot) !== undefined && now - held.storedAt < held.ttl ? held.source : undefined;
  }

  /** What must be served at once now. */
  servable(spot: Spot, now: number, takesNoStale: boolean): Source | undefined {
    const held = this.#of(spot);
    const source = this.at(spot);
    if (source === undefined) return undefined;
    const window = takesNoStale ? 0 : source.windows.staleWhileRevalidate;
    return now - held.storedAt < held.ttl + window ? source : undefined;
  }

  /** Until when it may stand in for a failed fetch. */
  standsInUntil(spot: Spot, takesNoStale: boolean): number {
    const held = this.#of(spot);
    return held.storedAt + held.ttl + (takesNoStale ? 0 : (held.source?.windows.staleIfError ?? 0));
  }

  /** Before when no refresh may start. */
  retryAt(spot: Spot): number {
    const held = this.#of(spot);
    if (this.at(spot) === undefined || held.failures === 0) return Number.NEGATIVE_INFINITY;
    return held.failedAt + this.#history.setup.retryAfter * 2 ** Math.min(held.failures - 1, 6);
  }

  set(source: Source, now: number): void {
    const held = this.#of(source.spot);
    this.#put(held, source, now);
    held.isVague = false;
  }

  expire(spot: Spot, now: number): void {
    const held = this.#of(spot);
    held.isConfused ||= held.landing > 0;
    if (held.source !== undefined && now - held.storedAt < held.ttl) held.ttl = now - held.storedAt;
  }

  invalidate({ cache, covers }: Invalidation): void {
    for (const held of this.#held) {
      const { source, spot } = held;
      if (spot.cache !== cache) continue;
      if (covers(spot, source?.tags ?? [])) this.#drop(held);
      if (covers(spot, held.failedTags)) held.failures = 0;
    }
  }

  /** A fetch has ended: until all that it makes ready has run, nobody knows. */
  blur(spot: Spot): void {
    this.#of(spot).landing++;
  }

  /** A fetch has landed. */
  land(fetch: FetchRecord, source: Source | undefined, { time }: Moment): void {
    const held = this.#of(fetch.spot);
    held.landing--;
    const isClear = !fetch.isBatched && fetch.ended?.time === time && !held.isConfused;
    if (held.landing === 0) held.isConfused = false;
    held.isVague ||= !isClear;
    const tags = source?.tags ?? fetch.tags;
    if (this.#history.wasInvalidated(fetch.spot, tags, fetch.began.at)) {
      // It may have replaced what was held, and then been invalidated by a tag that the other did not carry.
      held.isVague ||= this.#history.wasInvalidated(fetch.spot, tags, fetch.ended?.at ?? 0);
      return;
    }
    if (source !== undefined && fetch.aborted === undefined) {
      this.#put(held, source, time);
      held.isVague = !isClear;
    } else if (fetch.outcome?.kind === 'error' && !isLate(fetch)) this.fail(fetch, time);
  }

  fail({ spot, tags }: FetchRecord, time: number): void {
    const held = this.#of(spot);
    held.failedTags = tags;
    held.failures++;
    held.failedAt = time;
  }

  #put(held: Held, source: Source, now: number): void {
    const { ttl, staleWhileRevalidate, staleIfError, keep } = source.windows;
    held.failures = 0;
    held.source = ttl + staleWhileRevalidate + staleIfError + keep > 0 ? source : undefined;
    held.storedAt = now;
    held.ttl = ttl;
  }

  #drop(held: Held): void {
    held.source = undefined;
    held.failures = 0;
    held.isVague = false;
  }

  #of(spot: Spot): Held {
    const known = this.#held.find((one) => isSame(one.spot, spot));
    if (known !== undefined) return known;
    const held: Held = {
      spot,
      source: undefined,
      storedAt: 0,
      ttl: 0,
      failures: 0,
      failedAt: 0,
      failedTags: [],
      landing: 0,
      isVague: false,
      isConfused: false,
    };
    this.#held.push(held);
    return held;
  }
}
