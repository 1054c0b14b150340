/** Tags whose invalidation is remembered. What was fetched before the oldest one remembered counts as overtaken. */
const REMEMBERED_TAGS = 65_536;

/**
 * Remembers which tags were invalidated, and in what order, to answer: was this overtaken?
 * Invalidating costs the same however many entries carry the tag; they are found out when they are read.
 */
export class Invalidations {
  readonly #tags = new Map<string, number>();
  #forgotten = 0;
  #sequence = 0;
  #changes = 0;

  /** Tags invalidated so far: what a fetch remembers as its beginning. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Invalidations and writes of any kind so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Notes that a key was deleted or set, or everything cleared. */
  noteChange(): void {
    this.#changes++;
  }

  invalidateTag(tag: string): void {
    this.#changes++;
    this.#sequence++;
    this.#tags.delete(tag);
    this.#tags.set(tag, this.#sequence);
    if (this.#tags.size > REMEMBERED_TAGS) this.#forgetOldest();
  }

  /** When the latest of these tags was invalidated after `since`; 0 if none was. */
  overtakenAt(tags: readonly string[], since: number): number {
    let latest = 0;
    for (const tag of tags) {
      const at = this.#tags.get(tag) ?? this.#forgotten;
      if (at > since && at > latest) latest = at;
    }
    return latest;
  }

  /** Was any of these tags invalidated after `since`? */
  isOvertaken(tags: readonly string[], since: number): boolean {
    return since !== this.#sequence && this.overtakenAt(tags, since) > 0;
  }

  #forgetOldest(): void {
    const [tag, at] = this.#tags.entries().next().value as [string, number];
    this.#tags.delete(tag);
    this.#forgotten = at;
  }
}
