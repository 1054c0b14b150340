import { SameflightError } from '@sameflight/core';
import type { Ask } from './ask.js';

/** Errors that a host takes for a lost connection. Whoever waits gets the same object. */
const disconnections = new WeakSet<object>();

/** Notes what its host says of the error that a request failed with. */
export function noteFailure<Native>(error: unknown, { isDisconnection }: Ask<Native>): void {
  if (typeof error !== 'object' || error === null) return;
  if (isDisconnection === undefined || isDisconnection(error)) disconnections.add(error);
}

/** Whether a request failed as its origin could not be reached, in time or at all. */
export function isDisconnected(failure: unknown): boolean {
  if (failure instanceof SameflightError) return true;
  return typeof failure === 'object' && failure !== null && disconnections.has(failure);
}
