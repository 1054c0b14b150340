import { monotonicNow } from './monotonic-now.js';

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

  /** @param duration after which it is forgotten, in ms */
  remember(key: string, note: Note, duration: number): void {
    this.#memories.delete(key);
    this.#memories.set(key, { note, until: monotonicNow() + duration });
    if (this.#memories.size > this.#capacity) this.#forgetOldest();
  }

  recall(key: string): Note | undefined {
    const memory = this.#memories.get(key);
    if (memory === undefined) return undefined;
    if (monotonicNow() < memory.until) return memory.note;
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
