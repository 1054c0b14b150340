import type { Contestant } from '../contestants/contestant.js';

/** One way to use a cache, run alike on every contestant. */
export interface Workload {
  readonly name: string;
  /** What one operation is, where it is not one call. */
  readonly per?: string;
  /** Makes a cache ready for this use; `undefined` where the contestant does not offer it. */
  open(contestant: Contestant): Promise<Batch | undefined> | Batch | undefined;
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
