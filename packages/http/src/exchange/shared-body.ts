import { BodyReader, type ChunkLog } from './body-reader.js';
import { Chunks } from './chunks.js';
import { cancelWhenForgotten } from './forgotten.js';
import { SlowReaderError } from './slow-reader-error.js';
import type { StoredBody } from './stored-body.js';

/**
 * Bytes that are read before anyone asks for them, so that small bodies are whole whether or not they are read. One that is
 * known to be longer waits for its readers: those who come to what is there already need a copy each.
 */
const READ_AHEAD = 65_536;

export interface SharedBodyOptions {
  /** The most bytes kept: of a body to be stored all of it, of a longer one what lies behind its fastest reader. */
  readonly limit: number;
  /** Its length, where it is known. */
  readonly length?: number | undefined;
  /** Whether it is to be kept whole, for readers to come and for the store. */
  readonly isKept: boolean;
  /** Whether all of it is wanted, whoever reads. */
  readonly isWanted: boolean;
  /** The last reader has left before the end, and nobody else wants it. */
  readonly onDeserted: () => void;
}

/** How a body that was to be kept ended: whole, or it may not be stored. */
export type BodyOutcome =
  | { readonly kind: 'whole'; readonly body: StoredBody | null }
  | { readonly kind: 'unkept' }
  | { readonly kind: 'deserted' };

/**
 * One body from upstream for many readers, each at his own pace. Upstream is read at the pace of the fastest. Past the limit
 * nothing is kept but what lies behind him, and whoever lags further fails alone.
 */
export class SharedBody implements ChunkLog {
  /** How it ends, for whoever stores it. Rejects when it is cut short. */
  readonly outcome: Promise<BodyOutcome>;
  readonly #source: ReadableStreamDefaultReader<Uint8Array>;
  readonly #options: SharedBodyOptions;
  readonly #readers = new Set<BodyReader>();
  readonly #chunks = new Chunks();
  #isKept: boolean;
  #isAsking = false;
  #state: 'open' | 'whole' | 'over' = 'open';
  #settle!: (outcome: BodyOutcome) => void;
  #reject!: (error: unknown) => void;

  constructor(source: ReadableStream<Uint8Array>, options: SharedBodyOptions) {
    this.#source = source.getReader();
    this.#options = options;
    this.#isKept = options.isKept;
    cancelWhenForgotten(this, this.#source);
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#reject = reject;
    });
    // Readers hear of a cut by their streams; whoever stores may not listen.
    this.outcome.catch(() => {});
    this.#readAhead();
  }

  /** Whether newcomers still get it from its beginning. */
  get isComplete(): boolean {
    return this.#chunks.first === 0 && this.#state !== 'over';
  }

  /** Everything for one more reader, from the beginning. */
  open(signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    const reader = new BodyReader(this, signal);
    this.#readers.add(reader);
    return reader.stream;
  }

  /** Gives up a body that nobody reads. */
  closeIfUnread(): void {
    const isWanted = this.#options.isWanted && this.#isKept;
    if (this.#readers.size === 0 && !isWanted) this.#desert();
  }

  /** Keeps it no longer: from here on it is but a buffer between the fastest reader and the others. */
  unkeep(): void {
    if (!this.#isKept || this.#state !== 'open') return;
    this.#isKept = false;
    this.#settle({ kind: 'unkept' });
    this.closeIfUnread();
    this.#freeWhatAllHaveRead();
  }

  at(position: number): Uint8Array | undefined {
    return this.#chunks.at(position);
  }

  isEnd(position: number): boolean {
    return this.#state === 'whole' && position >= this.#chunks.next;
  }

  more(): void {
    if (this.#state !== 'open' || this.#isAsking) return;
    this.#isAsking = true;
    this.#source
      .read()
      .then(({ done, value }) => this.#receive(done ? undefined : value))
      .catch((error: unknown) => this.#cut(error));
  }

  moved(): void {
    if (!this.#isKept) this.#freeWhatAllHaveRead();
  }

  leave(reader: BodyReader): void {
    this.#readers.delete(reader);
    if (this.#state === 'open') this.closeIfUnread();
    this.moved();
  }

  #receive(chunk: Uint8Array | undefined): void {
    this.#isAsking = false;
    if (this.#state !== 'open') return;
    const waiting = [...this.#readers].filter(({ isWaiting }) => isWaiting);
    if (chunk === undefined) return this.#end(waiting);
    if (this.#isKept || waiting.length < this.#readers.size) this.#chunks.add(chunk);
    else this.#chunks.skip();
    // What is kept is a copy by now: they may do with it what they like.
    for (const reader of waiting) reader.take(chunk);
    if (this.#chunks.bytes > this.#options.limit) this.#overflow();
    this.moved();
    this.#readAhead();
  }

  #readAhead(): void {
    const { length = 0, isWanted } = this.#options;
    const isSmall = Math.max(length, this.#chunks.bytes + 1) <= READ_AHEAD;
    if (this.#isKept && (isWanted || isSmall)) this.more();
  }

  #end(waiting: readonly BodyReader[]): void {
    this.#state = 'whole';
    for (const reader of waiting) reader.end();
    if (this.#isKept) this.#settle({ kind: 'whole', body: this.#chunks.all() });
  }

  #cut(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    this.#reject(error);
    for (const reader of this.#readers) reader.fail(error);
  }

  #overflow(): void {
    this.unkeep();
    const chunks = this.#chunks;
    while (chunks.bytes > this.#options.limit) chunks.freeBefore(chunks.first + 1);
    for (const reader of this.#readers) {
      if (reader.position < chunks.first) reader.fail(new SlowReaderError(this.#options.limit));
    }
  }

  #freeWhatAllHaveRead(): void {
    let slowest = this.#chunks.next;
    for (const { position } of this.#readers) slowest = Math.min(slowest, position);
    this.#chunks.freeBefore(slowest);
  }

  #desert(): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    this.#settle({ kind: 'deserted' });
    this.#source.cancel().catch(() => {});
    this.#options.onDeserted();
  }
}
