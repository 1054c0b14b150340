import { SameflightError } from '@sameflight/core';
import type { Ask } from './ask.js';

/** Errors that a host takes for a lost connection. Whoever waits gets the same object. */
const disconnections = new WeakSet<object>();

/** Notes what its host says of the error that a request failed with. */
export function noteFailure<Native>(error: unknown, { isDisconnection }: Ask<Native>): void {
  if (Object(error) !== error) return;
  if (isDisconnection === undefined || isDisconnection(error)) disconnections.add(error as object);
}

/** Whether a request failed as its origin could not be reached, in time or at all. */
export function isDisconnected(failure: unknown): boolean {
  return failure instanceof SameflightError || disconnections.has(failure as object);
}
