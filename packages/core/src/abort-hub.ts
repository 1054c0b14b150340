/** Something that wants to know when a signal aborts. */
export interface AbortListener {
  onAbort(signal: AbortSignal): void;
}

const hubs = new WeakMap<AbortSignal, AbortHub>();

/**
 * One listener on each signal, however many wait by it: a long-lived signal collects none,
 * and leaving costs the same with a million waiters as with one.
 */
class AbortHub {
  readonly listeners: Set<AbortListener> = new Set();
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#notify);
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#notify);
    hubs.delete(this.#signal);
  }

  readonly #notify = (): void => {
    this.close();
    for (const listener of this.listeners) listener.onAbort(this.#signal);
  };
}

export function listenToAbort(signal: AbortSignal, listener: AbortListener): void {
  const hub = hubs.get(signal) ?? new AbortHub(signal);
  hubs.set(signal, hub);
  hub.listeners.add(listener);
}

export function stopListening(signal: AbortSignal, listener: AbortListener): void {
  const hub = hubs.get(signal);
  if (hub?.listeners.delete(listener) && hub.listeners.size === 0) hub.close();
}

/** Why the signal aborted; the platform's own reason for one of another making that gives none. */
export function abortReason({ reason = AbortSignal.abort().reason }: AbortSignal): unknown {
  return reason;
}
