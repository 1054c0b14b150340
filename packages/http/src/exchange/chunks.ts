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
  /** Where the length is known, all of it, so that it need not be put together at the end. */
  #whole: Uint8Array | undefined;
  #lent: { readonly position: number; readonly copy: Uint8Array } | undefined;

  /** @param length of the whole body, where it is known */
  constructor(length?: number) {
    if (length !== undefined) this.#whole = new Uint8Array(length);
  }

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

  /** A copy of the chunk at `position`: one for all who ask in one go, before any of them has it in hand. */
  lend(position: number): Uint8Array | undefined {
    if (this.#lent?.position === position) return this.#lent.copy;
    const copy = this.#chunks.get(position)?.slice();
    if (copy === undefined) return undefined;
    this.#lent = { position, copy };
    queueMicrotask(() => {
      this.#lent = undefined;
    });
    return copy;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.set(this.#next++, this.#copy(chunk));
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

  /** Everything, in one piece. */
  joined(): Uint8Array {
    if (this.#whole?.byteLength === this.#bytes) return this.#whole;
    const whole = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const chunk of this.#chunks.values()) {
      whole.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return whole;
  }

  #copy(chunk: Uint8Array): Uint8Array {
    const end = this.#bytes + chunk.byteLength;
    if (this.#whole === undefined || end > this.#whole.byteLength) {
      this.#whole = undefined;
      return chunk.slice();
    }
    this.#whole.set(chunk, this.#bytes);
    return this.#whole.subarray(this.#bytes, end);
  }
}
