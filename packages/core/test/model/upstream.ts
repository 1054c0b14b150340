import type { FetchContext } from '@sameflight/core';
import { type Deferred, deferred } from '@sameflight/core/testing';
import { endingOf } from './fetch-ending.js';
import type { FetchRecord, Outcome, Source, Spot } from './history.js';
import { judgeAbort, judgeFetch } from './judge-fetch.js';
import type { CallTerms, Ending } from './schedule.js';
import type { World } from './world.js';

/** A fetch in the hands of the schedule. */
interface Held {
  readonly record: FetchRecord;
  readonly context: FetchContext;
  readonly answer: Deferred<unknown>;
  readonly batch: BatchAnswer | undefined;
}

/** The answer to a batch: it comes when each of its keys has one. */
export interface BatchAnswer {
  left: number;
  readonly ends: (() => void)[];
  /** Takes the outcome of one key. */
  report(key: string, outcome: Outcome): void;
}

/** What the fetchers of a schedule ask: it answers when, and as, the schedule says. */
export class Upstream {
  readonly #world: World;
  #held: Held[] = [];
  #landing: { record: FetchRecord; source: Source | undefined }[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  get held(): number {
    return this.#held.length;
  }

  /** A fetcher was called. */
  begin(
    spot: Spot,
    terms: CallTerms,
    context: FetchContext,
    signal: AbortSignal,
    batch?: BatchAnswer,
  ): { record: FetchRecord; promise: Promise<unknown> } {
    const { history, setup, shelf } = this.#world;
    const { tags, takesNoStale } = terms;
    const record: FetchRecord = {
      id: history.fetches.length,
      spot,
      began: this.#world.moment(),
      tags,
      windows: takesNoStale ? { ...setup, staleWhileRevalidate: 0, staleIfError: 0 } : setup,
      signal,
      isBatched: batch !== undefined,
      isBackground: this.#world.isBackground(spot),
      aborted: undefined,
      ended: undefined,
      landed: undefined,
      outcome: undefined,
      stale: shelf.at(spot),
    };
    judgeFetch(this.#world, record);
    history.fetches.push(record);
    if (signal.aborted) record.aborted = record.began;
    else signal.addEventListener('abort', () => this.#noteAbort(record), { once: true });
    const answer = deferred();
    this.#held.push({ record, context, answer, batch });
    return { record, promise: answer.promise };
  }

  /** Ends one of the fetches that are held. */
  end(which: number, ending: Ending): void {
    const held = this.#held[which % this.#held.length];
    if (held === undefined) return;
    this.#held = this.#held.filter((one) => one !== held);
    const { batch } = held;
    if (batch === undefined) return this.#answer(held, ending);
    batch.ends.push(() => this.#answer(held, ending));
    batch.left--;
    if (batch.left === 0) for (const end of batch.ends) end();
  }

  #answer(held: Held, ending: Ending): void {
    const { record, answer, batch } = held;
    const { outcome, source } = endingOf(this.#world, held.record, held.context, ending);
    this.#close(held, outcome, source);
    if (batch !== undefined) batch.report(record.spot.key, outcome);
    else if (outcome.kind === 'value') answer.resolve(outcome.value);
    else answer.reject(outcome.kind === 'error' ? outcome.error : new Error('absent'));
  }

  /** Ends a fetch in the very call that began it. */
  endAtOnce(record: FetchRecord, ending: 'value' | 'error'): Outcome {
    const held = this.#held.find((one) => one.record === record) as Held;
    this.#held = this.#held.filter((one) => one !== held);
    const { outcome, source } = endingOf(this.#world, held.record, held.context, ending);
    this.#close(held, outcome, source);
    return outcome;
  }

  /** Everything has run that was ready: what has ended has landed. */
  land(): void {
    const now = this.#world.moment();
    for (const { record, source } of this.#landing) {
      record.landed = now;
      if (source !== undefined) source.stored = now;
      this.#world.shelf.land(record, source, now);
    }
    this.#landing = [];
    this.#world.settle();
  }

  #close(held: Held, outcome: Outcome, source: Source | undefined): void {
    const { record } = held;
    record.ended = this.#world.moment();
    record.outcome = outcome;
    this.#landing.push({ record, source });
    this.#world.shelf.blur(record.spot);
  }

  #noteAbort(record: FetchRecord): void {
    const now = this.#world.moment();
    record.aborted = now;
    const { history, setup, shelf } = this.#world;
    const hasTimedOut = now.time - record.began.time >= setup.flightTimeout;
    const isFenced = history.wasInvalidated(record.spot, record.tags, record.began.at);
    if (hasTimedOut && !isFenced && record.outcome?.kind !== 'error') shelf.fail(record, now.time);
    judgeAbort(this.#world, record);
  }
}
