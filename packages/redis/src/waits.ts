export type Next = 'again' | 'alone';

/** Added to the time after which a lease has run out, at random, so that those who wait do not all return at once; yet nobody waits much longer. */
const MOST_JITTER = 25;

/** Those in this process who wait until another process is done with a record. */
export class Waits {
  readonly #waits = new Map<string, Wait[]>();

  /** Begins to listen for the end of leases on `record`. To be opened before asking who holds one: the message may come before the answer. */
  open(record: string): Wait {
    const wait = new Wait(record, this);
    const waits = this.#waits.get(record);
    if (waits === undefined) this.#waits.set(record, [wait]);
    else waits.push(wait);
    return wait;
  }

  close(wait: Wait): void {
    const others = this.#waits.get(wait.record)?.filter((other) => other !== wait);
    if (others === undefined || others.length === 0) this.#waits.delete(wait.record);
    else this.#waits.set(wait.record, others);
  }

  /** The lease on `record` has ended; without a token, whoever held it. */
  wake(record: string, next: Next, token?: string): void {
    for (const wait of this.#waits.get(record) ?? []) wait.wake(next, token);
  }

  wakeAll(next: Next): void {
    for (const record of this.#waits.keys()) this.wake(record, next);
  }
}

/** One who waits, or may have to. */
export class Wait {
  readonly record: string;
  readonly #waits: Waits;
  /** The lease that ended last, while it was not known which one to wait for. */
  #early: { readonly next: Next; readonly token: string | undefined } | undefined;
  #holder: string | undefined;
  #resolve: ((next: Next) => void) | undefined;

  constructor(record: string, waits: Waits) {
    this.record = record;
    this.#waits = waits;
  }

  /**
   * Settles when `holder` has ended its lease, when `time` is over, or when `signal` aborts.
   * The timer keeps the process alive: somebody waits for the value.
   */
  until(holder: string, time: number, signal: AbortSignal): Promise<Next> {
    const settled = new Promise<Next>((resolve) => {
      const giveUp = () => this.#settle('again');
      const timer = setTimeout(giveUp, time + Math.random() * MOST_JITTER);
      signal.addEventListener('abort', giveUp);
      this.#resolve = (next) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(next);
      };
    });
    this.#holder = holder;
    if (signal.aborted) this.#settle('again');
    else if (this.#early !== undefined) this.wake(this.#early.next, this.#early.token);
    return settled;
  }

  wake(next: Next, token: string | undefined): void {
    if (this.#holder === undefined) this.#early = { next, token };
    // Another holder's end does not say how this one's fetch came out, but whoever is woken looks again.
    else this.#settle(token === undefined || token === this.#holder ? next : 'again');
  }

  #settle(next: Next): void {
    this.#waits.close(this);
    this.#resolve?.(next);
  }
}
