import { type CacheManager, type FetchOptions, keyOf } from '@sameflight/core';
import { parseVary } from '@sameflight/http';
import { copyPlain } from './copy-plain.js';
import type { HandlerTraits } from './handler-traits.js';
import type { CoalesceOptions } from './options.js';
import type { PassThroughReason } from './pass-through.js';
import { isOutcome } from './recording.js';
import { splitOptions } from './split-options.js';

/** Headers that describe the answer, and are the same for all who share it. */
const REPLAYED = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-location',
  'content-type',
  'deprecation',
  'etag',
  'expires',
  'last-modified',
  'link',
  'location',
  'retry-after',
  'sunset',
  'vary',
  'x-total-count',
];

/** What an answer is guessed to vary on, where the handler does not say. */
const LIKELY_SELECTING = ['accept', 'accept-language', 'origin', 'range'];

/** No more values of `Vary` than this are remembered; an app sets one or two beforehand. */
const MOST_VARIES = 100;

const IN_THE_FOREGROUND: FetchOptions = {
  staleWhileRevalidate: 0,
  refreshAhead: 0,
  softTimeout: Number.POSITIVE_INFINITY,
};

export interface RouteFacts {
  /** Such as `Rates.find`. */
  readonly name: string;
  /** Tells it from every other handler of the app, the same in all processes. */
  readonly id: string;
  readonly traits: HandlerTraits;
  readonly options: CoalesceOptions;
  readonly cache: CacheManager;
  /** How long its answers are fresh, where they do not say. */
  readonly ttl: number;
  readonly isOptedOut: boolean;
  /** Its controller lives for one request, so it must not run after the answer. */
  readonly isRequestScoped: boolean;
  /** Whether it carries `@Invalidate()`. */
  readonly invalidates: boolean;
  /** Its key is its own, not its controller's, which is meant for what reads. */
  readonly hasOwnKey: boolean;
}

/** What is known of one handler before it is called. */
export class Route {
  readonly facts: RouteFacts;
  readonly keyPrefix: string;
  readonly fetchOptions: FetchOptions;
  readonly copy: <Value>(value: Value) => Value;
  readonly replayed: ReadonlySet<string>;
  readonly queryNames: ReadonlySet<string> | undefined;
  readonly #selecting: Set<string>;
  /** The names in `#selecting`, and what else responses say beforehand that they vary on. */
  readonly #sorted: Map<string, readonly string[]> = new Map();

  constructor(facts: RouteFacts) {
    const { options, traits, isRequestScoped } = facts;
    this.facts = facts;
    this.keyPrefix = keyOf('@sameflight/nestjs', facts.id);
    this.fetchOptions = { ...fetchOptionsOf(options), ...(isRequestScoped && IN_THE_FOREGROUND) };
    this.copy = options.copy ?? copyPlain;
    this.replayed = new Set([...REPLAYED, ...lowerCase(options.replayHeaders)]);
    this.queryNames = options.query && new Set(options.query);
    this.#selecting = new Set([...lowerCase(options.vary ?? LIKELY_SELECTING), ...traits.headers]);
  }

  /**
   * The request headers that an answer depends on, as far as is known.
   *
   * @param vary what its response says beforehand, as for CORS
   */
  selecting(vary: string): readonly string[] {
    const known = this.#sorted.get(vary);
    if (known !== undefined) return known;
    const names = [...new Set([...this.#selecting, ...varyingOn(vary)])].sort();
    if (this.#sorted.size < MOST_VARIES) this.#sorted.set(vary, names);
    return names;
  }

  /** Notes that answers turned out to depend on a header more. */
  noteSelecting(name: string): void {
    this.#selecting.add(name);
    this.#sorted.clear();
  }

  /** Why no call of this kind is coalesced, if so. */
  refusal(kind: string): PassThroughReason | undefined {
    const { traits, options, isOptedOut, invalidates } = this.facts;
    if (isOptedOut) return 'opted-out';
    if (invalidates) return 'invalidates';
    if (kind === 'rpc') return traits.isEvent ? 'event' : undefined;
    if (kind === 'graphql') return refusalOf(traits.operation);
    if (kind !== 'http') return undefined;
    if (traits.isSse) return 'sse';
    if (traits.sendsItself) return 'response-handled';
    const isKnowable = !traits.readsAllHeaders || options.vary !== undefined;
    return isKnowable || options.key !== undefined ? undefined : 'no-key';
  }
}

/** What a cache is told: all that is not the adapter's own. */
export function fetchOptionsOf(options: CoalesceOptions): FetchOptions {
  const { cache, key, tags, validate, ...rest } = splitOptions(options).others;
  return {
    ...rest,
    validate: (value) => {
      if (!isOutcome(value)) return false;
      return value.sameflight === 'refusal' || (validate?.(value.body) ?? true);
    },
  };
}

function varyingOn(vary: string): readonly string[] {
  const names = parseVary([['vary', vary]]);
  return names === '*' ? ['*'] : names;
}

function refusalOf(operation: string | undefined): PassThroughReason | undefined {
  if (operation === 'Mutation') return 'method';
  return operation === 'Subscription' ? 'many-values' : undefined;
}

function lowerCase(names: readonly string[] = []): string[] {
  return names.map((name) => name.toLowerCase());
}
