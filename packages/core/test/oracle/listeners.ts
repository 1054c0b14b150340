import { getEventListeners } from 'node:events';

/** Signals that are noted before those without a listener are forgotten again. */
const MANY = 256;

/** The listeners that the core puts on the signals of its callers. */
export class Listeners {
  readonly #put: Map<AbortSignal, Set<unknown>> = new Map();

  /** Notes which listeners are on the signal after `listen` that were not there before. */
  note(signal: AbortSignal, listen: () => void): void {
    const before = getEventListeners(signal, 'abort');
    listen();
    const added = getEventListeners(signal, 'abort').filter((one) => !before.includes(one));
    if (added.length === 0) return;
    const put = this.#put.get(signal) ?? new Set();
    this.#put.set(signal, put);
    for (const listener of added) put.add(listener);
    if (this.#put.size >= MANY) this.#forgetIdle();
  }

  /** How many of those that were noted are still there. Forgets them all. */
  takeLeft(): number {
    this.#forgetIdle();
    const left = this.#put.size;
    this.#put.clear();
    return left;
  }

  #forgetIdle(): void {
    for (const [signal, put] of this.#put)
      if (!getEventListeners(signal, 'abort').some((one) => put.has(one))) this.#put.delete(signal);
  }
}
