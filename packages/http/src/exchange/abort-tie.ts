/** Whoever is told of an abort. */
export interface Aborted {
  onAbort(reason: unknown): void;
}

type Holder = Pick<WeakRef<Aborted>, 'deref'>;

/** By their signals: one listener on each, however many are tied to it. */
const ties = new WeakMap<AbortSignal, Set<AbortTie>>();

// Some workers have neither.
const canForget = typeof WeakRef !== 'undefined' && typeof FinalizationRegistry !== 'undefined';
const collected = canForget ? new FinalizationRegistry<AbortTie>((tie) => tie.cut()) : undefined;

/**
 * Tells somebody of a signal's abort, and does not keep him alive: a signal may outlive, by far, what was asked for by it and
 * forgotten.
 */
export class AbortTie {
  readonly #signal: AbortSignal;
  readonly #tied: Holder;

  constructor(signal: AbortSignal, tied: Aborted) {
    this.#signal = signal;
    this.#tied = canForget ? new WeakRef(tied) : { deref: () => tied };
    collected?.register(tied, this);
    tiesOf(signal).add(this);
  }

  /** He is told of nothing any more. */
  cut(): void {
    const all = ties.get(this.#signal);
    if (all?.delete(this) && all.size === 0) stopListening(this.#signal);
  }

  tell(): void {
    this.#tied.deref()?.onAbort(this.#signal.reason);
  }
}

function tiesOf(signal: AbortSignal): Set<AbortTie> {
  const found = ties.get(signal);
  if (found !== undefined) return found;
  const made = new Set<AbortTie>();
  ties.set(signal, made);
  signal.addEventListener('abort', tellAll);
  return made;
}

function stopListening(signal: AbortSignal): void {
  signal.removeEventListener('abort', tellAll);
  ties.delete(signal);
}

function tellAll(this: AbortSignal): void {
  const all = ties.get(this) ?? [];
  stopListening(this);
  for (const tie of all) tie.tell();
}
