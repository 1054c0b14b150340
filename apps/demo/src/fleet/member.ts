import type { Measures } from '../live/meter.js';
import type { FlightView } from '../live/snapshot.js';

/** What one process tells, four times a second. */
export interface Report extends Measures {
  readonly flights: readonly FlightView[];
}

/** One process that answers visitors: this one, or another of the fleet. */
export interface Member {
  readonly url: string;
  /** It has ended, whoever ended it. */
  readonly isGone: boolean;
  /** What it measured since it was last asked, and what is in the air now. */
  report(): Report;
  /** Turned off, it answers without Sameflight. */
  turn(isOn: boolean): Promise<void>;
  /** Makes what its memory holds stale. */
  expire(): Promise<void>;
  close(): Promise<void>;
}
