import type { Contestant } from '../contestants/contestant.js';
import type { Named } from './suites/suite.js';

/** The work of the processor for this process, or the time that passes. */
export type Clock = 'processor' | 'wall';

/** One way to use what is measured, run alike on every contestant. */
export interface Workload<Who extends Named = Contestant> {
  readonly name: string;
  /** What one operation is, where it is not one call. */
  readonly per?: string;
  /** `wall` where what others do for us counts as well, `processor` unless given. */
  readonly clock?: Clock;
  /** Makes the contestant ready for this use; `undefined` where the contestant does not offer it. */
  open(contestant: Who): Promise<Batch | undefined> | Batch | undefined;
}

/** As many operations as are timed at once, so that the timer's own cost does not count. */
export interface Batch {
  readonly operations: number;
  /** Not timed. */
  before?(): Promise<void> | void;
  run(): Promise<void> | void;
  /** Not timed. Throws where what was timed was not what it should be. */
  after?(): Promise<void> | void;
}
