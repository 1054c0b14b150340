import type { AnswerSource } from '@sameflight/core';
import type { CallTerms, Setup } from './schedule.js';

/** Moments are numbered in the order in which things happen; times are on the clock. */
export interface Moment {
  readonly at: number;
  readonly time: number;
}

/** Where something is kept: one key of one place. */
export interface Spot {
  readonly cache: number;
  readonly isNamespace: boolean;
  readonly key: string;
}

export interface Windows {
  readonly ttl: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  readonly keep: number;
}

/** Where a value comes from: a fetch or a set. */
export interface Source {
  readonly spot: Spot;
  readonly value: unknown;
  /** When its fetch began. */
  readonly began: Moment;
  /** When it can have been stored at the latest; `undefined` while it may yet be. */
  stored: Moment | undefined;
  readonly windows: Windows;
  readonly tags: readonly string[];
  /** The fetch that got it, if it was not set. */
  readonly fetch: FetchRecord | undefined;
}

export interface FetchRecord {
  readonly id: number;
  readonly spot: Spot;
  readonly began: Moment;
  readonly tags: readonly string[];
  readonly windows: Windows;
  readonly signal: AbortSignal;
  readonly isBatched: boolean;
  /** `undefined` where it cannot be seen from outside. */
  isBackground: boolean | undefined;
  aborted: Moment | undefined;
  ended: Moment | undefined;
  /** Has everything run that its end makes ready? */
  landed: Moment | undefined;
  outcome: Outcome | undefined;
  /** What a reader of the history knows to be held when it began. */
  readonly stale: Source | undefined;
}

export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'absent' };

export interface CallRecord {
  readonly id: number;
  readonly spot: Spot;
  readonly began: Moment;
  readonly terms: CallTerms;
  /** One key of a call for many: its outcome is known only if all of them end well. */
  readonly isPart: boolean;
  /** A read: it never fetches. */
  readonly isRead: boolean;
  readonly controller: AbortController | undefined;
  /** The flight that it is on, as far as can be seen from outside. */
  flight: FetchRecord | undefined;
  /** Did it ask again, as its first flight was not for it? */
  hasMovedOn: boolean;
  /** Is it sure to be on a flight? It may be answered from memory as long as promises are being settled. */
  isAboard: boolean;
  /** What it must be answered with. */
  expected: Source | undefined;
  source: AnswerSource | undefined;
  /** When it was first seen to wait past its timeout. */
  overdueSince: number | undefined;
  ended: Moment | undefined;
  outcome: Outcome | undefined;
}

/** From `felt` on, nobody who asks this cache may get what was fetched before `since`. */
export interface Invalidation {
  readonly cache: number;
  readonly felt: number;
  readonly since: number;
  covers(spot: Spot, tags: readonly string[]): boolean;
}

/** Everything that happened. */
export class History {
  readonly setup: Setup;
  readonly fetches: FetchRecord[] = [];
  readonly calls: CallRecord[] = [];
  readonly sources: Source[] = [];
  readonly invalidations: Invalidation[] = [];
  readonly violations: string[] = [];
  /** Did anything fail between a process and L2? */
  hasFaults = false;

  constructor(setup: Setup) {
    this.setup = setup;
  }

  sourcesOf(value: unknown): Source[] {
    return this.sources.filter((source) => source.value === value);
  }

  fetchesOf(spot: Spot): FetchRecord[] {
    return this.fetches.filter((fetch) => isSame(fetch.spot, spot));
  }

  /** Was anything that covers this felt between two moments? */
  wasInvalidated(
    spot: Spot,
    tags: readonly string[],
    after: number,
    by: number = Number.POSITIVE_INFINITY,
  ): boolean {
    return this.invalidations.some(
      (one) =>
        one.cache === spot.cache && one.felt > after && one.felt <= by && one.covers(spot, tags),
    );
  }

  /** Did what this call was answered with begin before an invalidation that the call came after? */
  isOvertaken(
    call: CallRecord,
    { spot, began, tags }: Pick<Source, 'spot' | 'began' | 'tags'>,
  ): boolean {
    return this.invalidations.some(
      (one) =>
        one.cache === call.spot.cache &&
        one.felt < call.began.at &&
        one.since > began.at &&
        one.covers(spot, tags),
    );
  }

  violate(rule: string): void {
    this.violations.push(rule);
  }
}

export function isSame(one: Spot, other: Spot): boolean {
  return (
    one.cache === other.cache && one.isNamespace === other.isNamespace && one.key === other.key
  );
}

/** The same key of the same namespace, whichever process holds it. */
export function isShared(one: Spot, other: Spot): boolean {
  return one.isNamespace === other.isNamespace && one.key === other.key;
}

export function isLive(fetch: FetchRecord): boolean {
  return fetch.aborted === undefined && fetch.landed === undefined;
}

/** Was it given up before it ended? */
export function isLate({ aborted, ended }: FetchRecord): boolean {
  return aborted !== undefined && ended !== undefined && aborted.at < ended.at;
}

export function describeSpot({ cache, isNamespace, key }: Spot): string {
  return `${isNamespace ? 'namespace of ' : ''}cache ${cache}, key ${key}`;
}
