import type { Workload } from '../workload.js';

/**
 * What is measured side by side in one field: caches in memory, cached HTTP clients, cached handlers, a shared store.
 */
export interface Suite<Contestant extends Named = Named> {
  readonly name: string;
  readonly title: string;
  /** Under `workloads`: holds a file for each of them, which exports it. */
  readonly directory: string;
  /** What can hardly be beaten: whom all others are multiples of. */
  readonly limit: { readonly name: string; readonly is: string };
  readonly ours: string;
  /** Who caches nothing: measured to show what a cache is good for, and nobody's peer. */
  readonly bare?: readonly string[];
  /** In the order of the report. */
  readonly workloads: readonly WorkloadGoal[];
  /** Everyone who is measured, in the order of the report. */
  contestants(): Promise<readonly Contestant[]>;
}

export interface Named {
  readonly name: string;
}

/** A workload's file, and how fast we mean to be in it. Without a goal it is shown all the same. */
export interface WorkloadGoal {
  readonly file: string;
  /** At the most so many times the limit's time. */
  readonly limit?: number;
  /** At the most so many times the best peer's time. */
  readonly bestPeer?: number;
}

/** What a workload's file exports. */
export interface WorkloadModule<Contestant extends Named = Named> {
  readonly workload: Workload<Contestant>;
}
