import { privacyOnTape } from './privacy.js';
import { type Take, writtenOn } from './recorder.js';
import type { Recording } from './recording.js';

/** What a handler wrote to its response before it threw: all who get the error get that too. */
const written: WeakMap<object, Recording> = new WeakMap();

/** Remembers what goes with an error. Says no where the two cannot go to others together. */
export function noteWrittenBefore(error: unknown, take: Take): boolean {
  const { tape, route } = take;
  const isObject = typeof error === 'object' && error !== null;
  if (isObject) written.delete(error);
  if (tape === undefined || (tape.isBlank && tape.privateFor === undefined)) return true;
  if (!isObject || privacyOnTape(tape, route) !== undefined) return false;
  written.set(error, { sameflight: 'answer', body: undefined, ...writtenOn(take) });
  return true;
}

export function writtenBefore(error: unknown): Recording | undefined {
  return typeof error === 'object' && error !== null ? written.get(error) : undefined;
}
