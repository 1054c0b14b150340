/** When a fetch began, as the epochs in Redis count. */
export interface Moment {
  /** A random name. Whatever was fetched in another era is void. */
  readonly era: string;
  /** Counts the invalidations of tags in this era. */
  readonly clock: number;
}

/** `unsure`: the tags have to be asked for. */
export type Verdict = 'good' | 'void' | 'unsure';

/** What becomes of a value that was fetched at `then` and carries `tags`, as far as the present moment alone can tell. */
export function judge(then: Moment, tags: readonly string[], now: Moment): Verdict {
  if (then.era !== now.era) return 'void';
  if (then.clock === now.clock) return 'good';
  return then.clock < now.clock && tags.length === 0 ? 'good' : 'unsure';
}
