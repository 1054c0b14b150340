import type { Plan } from './plan.js';
import type { PartReport } from './report/publish.js';

/** Runs one part of the benchmark, and says what there is to report; `undefined` where the system lacks what it needs. */
export type RunPart = (plan: Plan, context: PartContext) => Promise<PartReport | undefined>;

export interface PartContext {
  /** Tells whoever waits how far it is. */
  readonly tell: (line: string) => void;
  /** The line on how the figures came about. */
  readonly madeBy: string;
  /** The directory that holds the whole workspace. */
  readonly repository: string;
}
