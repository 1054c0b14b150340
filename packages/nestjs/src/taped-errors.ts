import { privacyOnTape } from './privacy.js';
import type { Route } from './route.js';
import type { Tape } from './tape.js';

/** What was written to the response before a handler threw: all who get the error get that too. */
const tapes: WeakMap<object, Tape> = new WeakMap();

/** Remembers what goes with an error. Says no where the two cannot go to others together. */
export function noteTapeOf(error: unknown, tape: Tape | undefined, route: Route): boolean {
  const isObject = typeof error === 'object' && error !== null;
  if (isObject) tapes.delete(error);
  if (tape === undefined || (tape.isBlank && tape.privateFor === undefined)) return true;
  if (!isObject || privacyOnTape(tape, route) !== undefined) return false;
  tapes.set(error, tape);
  return true;
}

export function tapeOf(error: unknown): Tape | undefined {
  return typeof error === 'object' && error !== null ? tapes.get(error) : undefined;
}
