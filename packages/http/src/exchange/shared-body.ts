import { SameflightError } from '@sameflight/core';
import type { BodySource } from './ask.js';
import { BodyReader, type ChunkLog } from './body-reader.js';

/** Bytes that are read before anyone asks for them, so that small bodies are whole whether or not they are read. */
const READ_AHEAD = 65_536;

export interface SharedBodyOptions {
  /** The most bytes kept: of a body to be stored all of it, of a longer one what lies before its fastest reader. */
  readonly limit: number;
  /** Whether it is to be kept whole, for readers to come and for the store. */
  readonly isKept: boolean;
  /** Whether all of it is wanted, whoever reads. */
  readonly isWanted: boolean;
  /** The last reader has left before the end, and nobody else wants it. */
  readonly onDeserted: () => void;
}

/** How a body that was to be kept ended: whole, or it may not be stored. */
export type BodyOutcome =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array | null }
  | { readonly kind: 'unkept' }
  | { readonly kind: 'deserted' };

/** A reader of a body that is too long to be kept fell further behind than the buffer reaches. The others read on. */
export class SlowReaderError extends SameflightError {
  static readonly code: string = 'SLOW_READER';
  override readonly code: string = 'SLOW_READER';

  constructor(limit: number) {
    super(
      `a reader of a shared body fell more than ${limit} bytes behind the fastest one: read faster, or raise maxEntryBytes`,
    );
  }
}

/**
 * One body from upstream for many readers: one list of chunks, walked by each at his own pace.
 * Upstream is read at the pace of the fastest. Past the limit nothing is kept but what lies before him, and whoever lags
 * further behind fails alone.
 */
export class SharedBody implements ChunkLog {
  /** How it ends, for whoever stores it. Rejects when it is cut short. */
  readonly outcome: Promise<BodyOutcome>;
  readonly #source: ReadableStreamDefaultReader<Uint8Array>;
  readonly #options: SharedBodyOptions;
  readonly #readers = new Set<BodyReader>();
  /** By position, so that what is freed leaves nothing behind, however long the body is. */
  readonly #chunks = new Map<number, Uint8Array>();
  /** The first chunk that is still kept, and the one after the last. */
  #first = 0;
  #next = 0;
  #heldBytes = 0;
  #isKept: boolean;
  #isReading = false;
  #state: 'open' | 'whole' | 'over' = 'open';
  #settle!: (outcome: BodyOutcome) => void;
  #reject!: (error: unknown) => void;

  constructor(source: NonNullable<BodySource>, options: SharedBodyOptions) {
    this.#source = streamOf(source).getReader();
    this.#options = options;
    this.#isKept = options.isKept;
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#reject = reject;
    });
    // Readers hear of a cut by their streams; whoever stores may not listen.
    this.outcome.catch(() => {});
    if (options.isKept) this.want();
  }

  /** Whether newcomers still get it from its beginning. */
  get isComplete(): boolean {
    return this.#first === 0 && this.#state !== 'over';
  }

  get isShared(): boolean {
    return this.#options.isKept;
  }

  /** Everything for one more reader, from the beginning. */
  open(signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    const reader = new BodyReader(this, signal);
    this.#readers.add(reader);
    return reader.stream;
  }

  /** Gives up a body that nobody has opened. */
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
    return this.#chunks.get(position);
  }

  isEnd(position: number): boolean {
    return this.#state === 'whole' && position >= this.#next;
  }

  want(): void {
    if (this.#isReading || this.#state !== 'open') return;
    this.#isReading = true;
    this.#source.read().then(
      ({ done, value }) => this.#receive(done ? undefined : value),
      (error: unknown) => this.#cut(error),
    );
  }

  moved(): void {
    if (!this.#isKept) this.#freeWhatAllHaveRead();
  }

  leave(reader: BodyReader): void {
    this.#readers.delete(reader);
    this.moved();
    if (this.#state === 'open') this.closeIfUnread();
  }

  #receive(chunk: Uint8Array | undefined): void {
    this.#isReading = false;
    if (this.#state !== 'open') return;
    if (chunk === undefined) return this.#end();
    this.#chunks.set(this.#next++, chunk);
    this.#heldBytes += chunk.byteLength;
    if (this.#heldBytes > this.#options.limit) this.#overflow();
    for (const reader of this.#readers) reader.wake();
    const readsAhead = this.#isKept && this.#heldBytes < READ_AHEAD;
    if (readsAhead || (this.#options.isWanted && this.#isKept)) this.want();
  }

  #end(): void {
    this.#state = 'whole';
    if (this.#isKept)
      this.#settle({ kind: 'whole', bytes: joined(this.#chunks.values(), this.#heldBytes) });
    for (const reader of this.#readers) reader.wake();
  }

  #cut(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    this.#reject(error);
    for (const reader of this.#readers) reader.fail(error);
  }

  #overflow(): void {
    this.unkeep();
    while (this.#heldBytes > this.#options.limit && this.#first < this.#next - 1) this.#free();
    for (const reader of this.#readers) {
      if (reader.position < this.#first) reader.fail(new SlowReaderError(this.#options.limit));
    }
    this.#freeWhatAllHaveRead();
  }

  #freeWhatAllHaveRead(): void {
    let slowest = this.#next;
    for (const { position } of this.#readers) slowest = Math.min(slowest, position);
    while (this.#first < slowest) this.#free();
  }

  #free(): void {
    this.#heldBytes -= this.#chunks.get(this.#first)?.byteLength ?? 0;
    this.#chunks.delete(this.#first);
    this.#first++;
  }

  #desert(): void {
    if (this.#state !== 'open') return;
    this.#state = 'over';
    this.#settle({ kind: 'deserted' });
    this.#source.cancel().catch(() => {});
    this.#options.onDeserted();
  }
}

function streamOf(source: NonNullable<BodySource>): ReadableStream<Uint8Array> {
  if (!(source instanceof Uint8Array)) return source;
  return new ReadableStream({
    start(controller) {
      if (source.byteLength > 0) controller.enqueue(source);
      controller.close();
    },
  });
}

function joined(chunks: Iterable<Uint8Array>, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
