import { inOnePiece, type StoredBody } from './stored-body.js';

/** Smaller chunks are put together for the store: one by one they would take more memory than their bytes. */
const WORTH_A_PIECE = 4_096;

/**
 * The chunks of a body that are kept, as copies of its own: whoever reads may write into what he gets.
 * Freed from the front.
 */
export class Chunks {
  /** By position, so that what is freed leaves nothing behind, however long the body is. */
  readonly #chunks = new Map<number, Uint8Array>();
  #first = 0;
  #next = 0;
  #bytes = 0;

  /** The first position that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The position of the next chunk to come. */
  get next(): number {
    return this.#next;
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  at(position: number): Uint8Array | undefined {
    return this.#chunks.get(position);
  }

  add(chunk: Uint8Array): void {
    // Not `slice`: that of a Buffer copies nothing.
    this.#chunks.set(this.#next++, new Uint8Array(chunk));
    this.#bytes += chunk.byteLength;
  }

  /** Passes a chunk that nobody will ask for again. */
  skip(): void {
    this.#next++;
    this.#first = this.#next;
  }

  /** Frees all before `position`. */
  freeBefore(position: number): void {
    while (this.#first < position) {
      this.#bytes -= this.#chunks.get(this.#first)?.byteLength ?? 0;
      this.#chunks.delete(this.#first++);
    }
  }

  /** Everything, for the store. */
  all(): StoredBody {
    const body = [...this.#chunks.values()];
    if (this.#bytes < body.length * WORTH_A_PIECE) inOnePiece(body);
    return body;
  }
}
