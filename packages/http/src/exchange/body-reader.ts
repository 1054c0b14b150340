/** What a reader reads from. */
export interface ChunkLog {
  /** The chunk at `position`; `undefined` when it is not there yet, or never will be. */
  at(position: number): Uint8Array | undefined;
  /** Whether `position` lies behind the last chunk there will ever be. */
  isEnd(position: number): boolean;
  /** A reader wants more than there is. */
  want(): void;
  /** Whether others have, or will have, the same chunks. */
  readonly isShared: boolean;
  leave(reader: BodyReader): void;
  moved(): void;
}

/** One caller's way through a body that others may be reading too. */
export class BodyReader {
  readonly stream: ReadableStream<Uint8Array>;
  /** The next chunk to read. */
  position = 0;
  readonly #log: ChunkLog;
  readonly #signal: AbortSignal | undefined;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(log: ChunkLog, signal: AbortSignal | undefined) {
    this.#log = log;
    this.#signal = signal;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#pull(),
        cancel: () => this.#finish(),
      },
      { highWaterMark: 0 },
    );
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** More has come, or the end. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Ends this reader's stream with an error. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#controller.error(error);
    this.#finish();
  }

  async #pull(): Promise<void> {
    while (!this.#isOver) {
      const chunk = this.#log.at(this.position);
      if (chunk !== undefined) return this.#hand(chunk);
      if (this.#log.isEnd(this.position)) return this.#close();
      await this.#more();
    }
  }

  // Whoever gets a chunk may change it, and nobody else is to notice.
  #hand(chunk: Uint8Array): void {
    this.#controller.enqueue(this.#log.isShared ? chunk.slice() : chunk);
    this.position++;
    this.#log.moved();
    // Whoever counts on the length never asks for the end.
    if (this.#log.isEnd(this.position)) this.#close();
  }

  #close(): void {
    this.#controller.close();
    this.#finish();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#log.want();
    });
  }

  readonly #onAbort = (): void => {
    this.fail(this.#signal?.reason);
  };

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.wake();
    this.#log.leave(this);
  }
}
