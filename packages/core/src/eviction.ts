import { Ghosts } from './ghosts.js';
import { hashOf } from './key-hash.js';

/** Decides which entry goes when there is no room. Entries are known by their slot in the store. */
export interface EvictionPolicy {
  /** A new entry. */
  admit(slot: number, key: string): void;
  /** An entry was hit. */
  touch(slot: number): void;
  /** Chooses who goes; there is at least one entry. The store calls `evict` with it next. */
  victim(): number;
  /** The entry goes for lack of room. */
  evict(slot: number, key: string): void;
  /** The entry goes for another reason. */
  remove(slot: number): void;
  /** Slots below `capacity` may be used from now on. */
  grow(capacity: number): void;
}

/** Each queue is a ring through a slot of its own, which stands before its first and after its last. */
const PROBATION = 0;
const MAIN = 1;

/** Slots that the policy needs for itself, at the beginning. */
export const RESERVED_SLOTS = 2;

/** New entries may fill one part in five before they push each other out. */
const PROBATION_SHARE = 5;

/** Hits that an entry of the main queue can be credited with. */
const MOST_CREDIT = 3;
const IN_MAIN = 1;

/** Entries of the main queue that one eviction may look at. */
const LONGEST_SCAN = 64;

/**
 * 2Q with a CLOCK main queue and fingerprints for ghosts. New entries pass through a FIFO, on probation; a key that comes
 * back soon after it left joins the main queue, where a hit adds credit that an eviction takes away. A hit moves nothing.
 *
 * Johnson & Shasha, "2Q: A Low Overhead High Performance Buffer Management Replacement Algorithm", VLDB '94.
 */
export class TwoQueue implements EvictionPolicy {
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;
  #next = new Uint32Array(0);
  #previous = new Uint32Array(0);
  /** 0 on probation; in the main queue one more than the credit. */
  #marks = new Uint8Array(0);
  #ghosts = new Ghosts(0);
  #probationSize = 0;
  #mainSize = 0;

  admit(slot: number, key: string): void {
    if (this.#ghosts.recall(hashOf(key, this.#seed))) {
      this.#append(slot, MAIN);
      this.#marks[slot] = IN_MAIN;
      this.#mainSize++;
    } else {
      this.#append(slot, PROBATION);
      this.#marks[slot] = 0;
      this.#probationSize++;
    }
  }

  touch(slot: number): void {
    const mark = this.#marks[slot] as number;
    if (mark !== 0 && mark < IN_MAIN + MOST_CREDIT) this.#marks[slot] = mark + 1;
  }

  victim(): number {
    const probationIsFull =
      this.#probationSize * PROBATION_SHARE >= this.#probationSize + this.#mainSize;
    return probationIsFull ? (this.#next[PROBATION] as number) : this.#scanMain();
  }

  evict(slot: number, key: string): void {
    if (this.#marks[slot] === 0) this.#ghosts.remember(hashOf(key, this.#seed));
    this.remove(slot);
  }

  remove(slot: number): void {
    if (this.#marks[slot] === 0) this.#probationSize--;
    else this.#mainSize--;
    this.#unlink(slot);
  }

  grow(capacity: number): void {
    const isFirst = this.#next.length === 0;
    this.#next = grown(this.#next, new Uint32Array(capacity));
    this.#previous = grown(this.#previous, new Uint32Array(capacity));
    this.#marks = grown(this.#marks, new Uint8Array(capacity));
    this.#ghosts = new Ghosts(capacity);
    if (isFirst)
      for (const queue of [PROBATION, MAIN]) this.#next[queue] = this.#previous[queue] = queue;
  }

  #scanMain(): number {
    let slot = this.#next[MAIN] as number;
    for (let looked = 0; looked < LONGEST_SCAN; looked++) {
      const mark = this.#marks[slot] as number;
      if (mark === IN_MAIN) break;
      this.#marks[slot] = mark - 1;
      this.#unlink(slot);
      this.#append(slot, MAIN);
      slot = this.#next[MAIN] as number;
    }
    return slot;
  }

  #append(slot: number, queue: number): void {
    const last = this.#previous[queue] as number;
    this.#next[last] = slot;
    this.#previous[slot] = last;
    this.#next[slot] = queue;
    this.#previous[queue] = slot;
  }

  #unlink(slot: number): void {
    const next = this.#next[slot] as number;
    const previous = this.#previous[slot] as number;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }
}

function grown<Column extends Uint8Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
