/** One run of a fetcher, for one key or for a batch of them. */
export interface Run {
  /** A run that is over waits for nobody, though code that it started may go on. */
  readonly isOver: boolean;
  /** Who waits for the flights that it carries. */
  readonly awaitedBy: Waits;
  /** Will this flight land with it? */
  carries(flight: Awaited): boolean;
}

/** Something in the air that runs may wait for. */
export interface Awaited {
  readonly run: Run;
  readonly awaitedBy: Waits;
}

/** The runs whose fetchers wait for something, and how often each does. */
export class Waits {
  #counts: Map<Run, number> | undefined;
  #total: Waits | undefined;

  get runs(): Iterable<Run> {
    return this.#counts?.keys() ?? [];
  }

  add(run: Run, count = 1): void {
    this.#counts ??= new Map();
    this.#counts.set(run, (this.#counts.get(run) ?? 0) + count);
    this.#total?.add(run, count);
  }

  remove(run: Run, count = 1): void {
    const counted = this.#counts?.get(run) ?? 0;
    if (counted > count) this.#counts?.set(run, counted - count);
    else this.#counts?.delete(run);
    this.#total?.remove(run, Math.min(counted, count));
  }

  clear(): void {
    for (const [run, count] of this.#all()) this.remove(run, count);
  }

  /** From now on these count in `total` too. */
  countIn(total: Waits): void {
    for (const [run, count] of this.#all()) total.add(run, count);
    this.#total = total;
  }

  /** From now on these count for themselves alone. */
  countAlone(): void {
    for (const [run, count] of this.#all()) this.#total?.remove(run, count);
    this.#total = undefined;
  }

  #all(): readonly [Run, number][] {
    return [...(this.#counts ?? [])];
  }
}

/** Would `run` wait for itself if it waited for `flight`: directly, or through whatever the flight waits for? */
export function wouldWaitForItself(run: Run, flight: Awaited): boolean {
  // A flight that nobody here carries waits for another process.
  if (!flight.run.carries(flight)) return false;
  const seen = new Set<Run>();
  const waiting = [run];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.isOver || seen.has(next)) continue;
    if (next === flight.run) return true;
    seen.add(next);
    for (const waiter of next.awaitedBy.runs) waiting.push(waiter);
  }
  return false;
}
