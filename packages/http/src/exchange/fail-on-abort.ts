/** Whoever has to be told of an abort. */
export interface Failing {
  fail(error: unknown): void;
}

type Holder = Pick<WeakRef<Failing>, 'deref'>;

/** By their signals: one listener on each, however many are to be told. */
const holders = new WeakMap<AbortSignal, Set<Holder>>();

// Some workers have neither.
const canForget = typeof WeakRef !== 'undefined' && typeof FinalizationRegistry !== 'undefined';
const collected = canForget
  ? new FinalizationRegistry<() => void>((forget) => forget())
  : undefined;

/**
 * Tells somebody of a signal's abort, and does not keep him alive: a signal may outlive, by far, what was asked for by it and
 * forgotten.
 *
 * @returns what to call when he need not be told any more
 */
export function failOnAbort(signal: AbortSignal, failing: Failing): () => void {
  const holder = holderOf(failing);
  const all = holders.get(signal) ?? new Set();
  if (all.size === 0) signal.addEventListener('abort', failAll);
  holders.set(signal, all.add(holder));
  const forget = (): void => {
    all.delete(holder);
    if (all.size === 0) signal.removeEventListener('abort', failAll);
  };
  collected?.register(failing, forget);
  return forget;
}

// By itself: whatever is made beside a function that holds on to him does so too.
function holderOf(failing: Failing): Holder {
  return canForget ? new WeakRef(failing) : { deref: () => failing };
}

function failAll(this: AbortSignal): void {
  for (const holder of holders.get(this) ?? []) holder.deref()?.fail(this.reason);
}
