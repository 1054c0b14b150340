/** One run of a fetcher, for one key or for a batch of them. */
export interface Run {
  /** The flights that land with it. */
  readonly aboard: Iterable<Awaited>;
  /** A run that is over waits for nobody, though code that it started may go on. */
  readonly isOver: boolean;
  /** A flight of it has ended, or goes on without it. */
  excuse(flight: Awaited): void;
}

/** Something in the air that runs may wait for. */
export interface Awaited {
  /** The runs whose fetchers wait for it, and how often each does. */
  readonly awaitedBy: Map<Run, number>;
}

/** Would `run` wait for itself if it waited for `flight`: directly, or through whatever the flight waits for? */
export function wouldWaitForItself(run: Run, flight: Awaited): boolean {
  const seen = new Set<Run>();
  const waiting = [run];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.isOver || seen.has(next)) continue;
    seen.add(next);
    for (const landing of next.aboard) {
      if (landing === flight) return true;
      for (const waiter of landing.awaitedBy.keys()) waiting.push(waiter);
    }
  }
  return false;
}

export function noteWait(run: Run, flight: Awaited): void {
  flight.awaitedBy.set(run, (flight.awaitedBy.get(run) ?? 0) + 1);
}

export function forgetWait(run: Run, flight: Awaited): void {
  const count = flight.awaitedBy.get(run) ?? 0;
  if (count > 1) flight.awaitedBy.set(run, count - 1);
  else flight.awaitedBy.delete(run);
}
