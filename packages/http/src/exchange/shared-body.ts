import { BodyReader, type ChunkLog } from './body-reader.js';
import { BodyReaders } from './body-readers.js';
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
  readonly #readers = new BodyReaders();
  readonly #chunks = new Chunks();
  #isKept: boolean;
  #isAsking = false;
  /** Whether those who waited for the head may still come for it. */
  #isAwaited = true;
  /** Why it was cut before anyone had come: who comes is told. */
  #cause: { readonly error: unknown } | undefined;
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
    if (this.#cause !== undefined) return this.#isAwaited;
    return this.#chunks.first === 0 && this.#state !== 'over';
  }

  /** Everything for one more reader, from the beginning. */
  open(signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    const reader = new BodyReader(this, signal);
    this.#readers.add(reader);
    if (this.#cause !== undefined) reader.fail(this.#cause.error);
    return reader.stream;
  }

  /** Gives up a body that nobody reads. */
  closeIfUnread(): void {
    this.#isAwaited = false;
    const isWanted = this.#options.isWanted && this.#isKept;
    if (this.#readers.size === 0 && !isWanted) this.#desert();
  }

  /** Keeps it no longer: from here on it is but a buffer between the fastest reader and the others. */
  unkeep(): void {
    if (!this.#isKept || this.#state !== 'open') return;
    this.#letGo();
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
      .then(({ done, value }) => {
        this.#isAsking = false;
        if (this.#state !== 'open') return;
        if (done) this.#end();
        else this.#receive(value);
      })
      .catch((error: unknown) => this.#cut(error));
  }

  moved(): void {
    if (!this.#isKept) this.#freeWhatAllHaveRead();
  }

  leave(reader: BodyReader): void {
    this.#readers.remove(reader);
    if (this.#state === 'open') this.closeIfUnread();
    this.moved();
  }

  #receive(chunk: Uint8Array): void {
    assertBytes(chunk);
    const { waiting } = this.#readers;
    if (this.#isKept || waiting.length < this.#readers.size) this.#chunks.add(chunk);
    else this.#chunks.skip();
    hand(chunk, waiting);
    if (this.#chunks.bytes > this.#options.limit) this.#overflow();
    this.moved();
    this.#readAhead();
  }

  #readAhead(): void {
    const { length = 0, isWanted } = this.#options;
    const isSmall = Math.max(length, this.#chunks.bytes + 1) <= READ_AHEAD;
    if (this.#isKept && (isWanted || isSmall)) this.more();
  }

  #end(): void {
    this.#state = 'whole';
    for (const reader of this.#readers.waiting) reader.end();
    if (this.#isKept) this.#settle({ kind: 'whole', body: this.#chunks.all() });
  }

  #cut(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    this.#reject(error);
    this.#source.cancel(error).catch(() => {});
    if (this.#isUnopened) this.#cause = { error };
    this.#readers.fail(error);
  }

  // What the fastest has not come to yet stays, whatever its size: it is for him that it was read.
  #overflow(): void {
    if (this.#isUnopened) return this.#letGo();
    this.unkeep();
    const chunks = this.#chunks;
    const { limit } = this.#options;
    const { fastest } = this.#readers;
    while (chunks.bytes > limit && chunks.first < fastest) chunks.freeBefore(chunks.first + 1);
    this.#readers.fail(new SlowReaderError(limit), chunks.first);
  }

  get #isUnopened(): boolean {
    return this.#isAwaited && this.#readers.size === 0;
  }

  #letGo(): void {
    this.#isKept = false;
    this.#settle({ kind: 'unkept' });
  }

  #freeWhatAllHaveRead(): void {
    if (this.#isUnopened) return;
    this.#chunks.freeBefore(this.#readers.slowest(this.#chunks.next));
  }

  #desert(): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    this.#settle({ kind: 'deserted' });
    this.#source.cancel().catch(() => {});
    this.#options.onDeserted();
  }
}

// What is kept is a copy by now: they may do with it what they like. Whoever wants one of his own gets it before anyone does.
function hand(chunk: Uint8Array, waiting: readonly BodyReader[]): void {
  if (waiting.length === 1) return waiting[0]?.take(chunk);
  for (const reader of waiting) if (!reader.sharesBytes) reader.take(new Uint8Array(chunk));
  for (const reader of waiting) if (reader.sharesBytes) reader.take(chunk);
}

// By its name, as test runners have classes of their own.
function assertBytes(chunk: unknown): void {
  if ((chunk as Partial<Uint8Array> | undefined)?.[Symbol.toStringTag] !== 'Uint8Array')
    throw new TypeError('a chunk of a response body must be a Uint8Array');
}
