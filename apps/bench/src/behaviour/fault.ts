import type { Contestant } from '../contestants/contestant.js';
import type { World } from './world.js';

/** One thing that can go wrong in a cache, and how to see whether it does. */
export interface Fault {
  /** As in the table that a reader finds in the report. */
  readonly id: string;
  /** What a sound cache does. */
  readonly promise: string;
  check(contestant: Contestant, world: World): Promise<Verdict>;
}

export interface Verdict {
  readonly kind: 'sound' | 'fault' | 'absent';
  /** What was seen instead. */
  readonly note?: string;
}

export const ABSENT: Verdict = { kind: 'absent' };

/** Sound if `isSound`, else a fault of which `note` says what was seen. */
export function verdict(isSound: boolean, note?: string): Verdict {
  if (isSound) return { kind: 'sound' };
  return note === undefined ? { kind: 'fault' } : { kind: 'fault', note };
}
