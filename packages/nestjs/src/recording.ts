import type { SelectingField } from '@sameflight/http';
import type { PassThroughReason } from './pass-through.js';
import type { HeaderValue } from './platform.js';

/** A handler's answer as it is shared and stored: plain, so that an L2 can hold it. */
export interface Recording {
  readonly sameflight: 'answer';
  /** What the handler returned. */
  readonly body: unknown;
  /** What it set by hand on its response; what decorators say is set for every caller anyway. */
  readonly status?: number;
  readonly statusMessage?: string;
  /** `null` for a header that it took away. */
  readonly headers?: readonly (readonly [name: string, value: HeaderValue | null])[];
  /** What the request said in the headers that the answer varies on and the key does not hold. */
  readonly selecting?: readonly SelectingField[];
}

/** Stored in place of an answer that is for its caller alone: for a while nobody waits for another's. */
export interface Refusal {
  readonly sameflight: 'refusal';
  readonly reason: PassThroughReason;
}

/** In place of an answer that was held: what the handler threw says that it holds no longer. Never stored. */
export interface Withdrawal {
  readonly sameflight: 'withdrawal';
  readonly error: unknown;
}

/** What of an outcome may be stored. */
export type StoredOutcome = Recording | Refusal;
export type Outcome = StoredOutcome | Withdrawal;

/** Whether a value is an outcome of ours: others write to the same cache, and to its L2. */
export function isStoredOutcome(value: unknown): value is StoredOutcome {
  if (typeof value !== 'object' || value === null || !('sameflight' in value)) return false;
  return value.sameflight === 'answer' || value.sameflight === 'refusal';
}

export function isRefusal(value: unknown): value is Refusal {
  return isStoredOutcome(value) && value.sameflight === 'refusal';
}

/** What the handler returned, of its answer; anything else as it is. */
export function bodyOf(value: unknown): unknown {
  return isStoredOutcome(value) && value.sameflight === 'answer' ? value.body : value;
}
