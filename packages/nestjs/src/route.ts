import { type CacheManager, type FetchOptions, keyOf } from '@sameflight/core';
import { copyPlain } from './copy-plain.js';
import { IN_THE_FOREGROUND } from './foreground.js';
import type { HandlerTraits } from './handler-traits.js';
import type { CoalesceOptions } from './options.js';
import type { PassThroughReason } from './pass-through.js';
import { isStoredOutcome } from './recording.js';
import { SelectingNames } from './selecting-names.js';
import { splitOptions } from './split-options.js';
import { TapedErrors } from './taped-errors.js';

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
  readonly selecting: SelectingNames;
  readonly tapedErrors: TapedErrors = new TapedErrors();

  constructor(facts: RouteFacts) {
    const { options, traits, isRequestScoped } = facts;
    this.facts = facts;
    this.keyPrefix = keyOf('@sameflight/nestjs', facts.id);
    this.fetchOptions = { ...fetchOptionsOf(options), ...(isRequestScoped && IN_THE_FOREGROUND) };
    this.copy = options.copy ?? copyPlain;
    this.replayed = new Set([...REPLAYED, ...lowerCase(options.replayHeaders)]);
    this.queryNames = options.query && new Set(options.query);
    this.selecting = new SelectingNames(options.vary, traits);
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
      if (!isStoredOutcome(value)) return false;
      return value.sameflight === 'refusal' || (validate?.(value.body) ?? true);
    },
  };
}

function refusalOf(operation: string | undefined): PassThroughReason | undefined {
  if (operation === 'Mutation') return 'method';
  return operation === 'Subscription' ? 'many-values' : undefined;
}

function lowerCase(names: readonly string[] = []): string[] {
  return names.map((name) => name.toLowerCase());
}
