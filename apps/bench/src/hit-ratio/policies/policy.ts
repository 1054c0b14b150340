import type { Trace } from '../trace.js';

/** Replays a trace through a cache of so many entries, and counts the hits. */
export type Replay = (trace: Trace, capacity: number) => number | Promise<number>;

export interface Policy {
  readonly name: string;
  readonly replay: Replay;
}
