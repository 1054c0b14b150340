interface Memory<Note> {
  readonly note: Note;
  readonly until: number;
}

/** Notes about keys that are forgotten by themselves: after a while, or when there are too many. */
export class BriefMemory<Note> {
  readonly #memories = new Map<string, Memory<Note>>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** @param until when it is forgotten, on the clock that `now` is read from */
  remember(key: string, note: Note, until: number): void {
    this.#memories.delete(key);
    this.#memories.set(key, { note, until });
    if (this.#memories.size > this.#capacity) this.#forgetOldest();
  }

  /** What is remembered of `key`, also past its time until it is asked for: `isOver` then. */
  recall(key: string, now: number): Note | undefined {
    const memory = this.#memories.get(key);
    if (memory === undefined) return undefined;
    if (now < memory.until) return memory.note;
    this.#memories.delete(key);
    return undefined;
  }

  forget(key: string): void {
    this.#memories.delete(key);
  }

  #forgetOldest(): void {
    const [oldest] = this.#memories.keys();
    if (oldest !== undefined) this.#memories.delete(oldest);
  }
}
