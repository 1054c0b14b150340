import type { Scene } from './story.js';

/** Whether everyone was answered, rightly, for no more calls than are enough, wherever Sameflight was on. */
export function wasEnough(scenes: readonly Scene[]): boolean {
  const played = scenes.filter(({ most }) => most !== undefined);
  return played.length > 0 && played.every(isEnough);
}

/** An act without a call would show nothing. */
export function isEnough({ calls, most, answered, requests }: Scene): boolean {
  return most === undefined || (calls >= 1 && calls <= most && answered === requests);
}
