import { type Failing, failOnAbort } from './fail-on-abort.js';

/** What a reader reads from. */
export interface ChunkLog {
  /** A chunk that has come; `undefined` when it has not, or is not kept. */
  at(position: number): Uint8Array | undefined;
  /** Whether `position` lies behind the last chunk there will ever be. */
  isEnd(position: number): boolean;
  /** Asks for the chunk after the last one that has come: it is handed to all who wait. */
  more(): void;
  /** A reader has moved on. */
  moved(): void;
  /** A reader has finished, or gone. */
  leave(reader: BodyReader): void;
}

const readers = new WeakMap<ReadableStream<Uint8Array>, BodyReader>();

/**
 * From here on whoever reads this body of a reply gets bytes of his own, whatever others do with theirs. Else those who wait for
 * the same bytes share them.
 */
export function unshareBytes(body: ReadableStream<Uint8Array>): void {
  const reader = readers.get(body);
  if (reader !== undefined) reader.sharesBytes = false;
}

/** One caller's way through a body that others may be reading too. */
export class BodyReader implements Failing {
  readonly stream: ReadableStream<Uint8Array>;
  /** The next chunk to read. */
  position = 0;
  /** Whether he gets the chunk that comes next as it comes. */
  isWaiting = false;
  /** Whether he may be handed the very chunk that others are handed. */
  sharesBytes = true;
  readonly #log: ChunkLog;
  // Who waits is held by what he waits for: what is asked of upstream, until it has come.
  readonly #forgetAbort: (() => void) | undefined;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #isOver = false;

  constructor(log: ChunkLog, signal: AbortSignal | undefined) {
    this.#log = log;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller: ReadableStreamDefaultController<Uint8Array>) => {
          this.#controller = controller;
        },
        pull: () => this.#pull(),
        cancel: () => this.#finish(),
      },
      { highWaterMark: 0 },
    );
    readers.set(this.stream, this);
    this.#forgetAbort = signal && failOnAbort(signal, this);
  }

  /** Ends this reader's stream with an error. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#controller.error(error);
    this.#finish();
  }

  /** Hands him the chunk that he has come to. */
  take(chunk: Uint8Array): void {
    // Another one's sink may have ended his reading just now.
    if (this.#isOver) return;
    this.isWaiting = false;
    this.position++;
    this.#controller.enqueue(chunk);
    // Who counts the bytes does not ask for the end.
    if (this.#log.isEnd(this.position)) this.end();
  }

  /** Ends his stream: there is no more. */
  end(): void {
    if (this.#isOver) return;
    this.#controller.close();
    this.#finish();
  }

  // Who keeps up is handed a chunk as it comes; who lags behind, a copy of what is kept of it.
  #pull(): void {
    if (this.isWaiting) return;
    const kept = this.#log.at(this.position);
    if (kept !== undefined) {
      this.take(kept.slice());
      this.#log.moved();
    } else if (this.#log.isEnd(this.position)) {
      this.end();
    } else {
      this.isWaiting = true;
      this.#log.more();
    }
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forgetAbort?.();
    this.#log.leave(this);
  }
}
