import type { Verdict } from '../behaviour/fault.js';

/** One promise of a sound cache, and how to see whether a contestant keeps it, in real time against real servers. */
export interface Check<Subject> {
  readonly promise: string;
  check(subject: Subject): Promise<Verdict>;
}

/** What became of each check, by its promise. */
export type CheckResults = Readonly<Record<string, Verdict>>;
