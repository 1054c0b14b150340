import { copied } from './columns.js';
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

/** Entries that one eviction may look at. */
const LONGEST_SCAN = 64;

/** One in how many of those that came back must have been hit again, for the next one to be taken in at once. */
const EARNED_SHARE = 10;

// What is known of an entry. On probation it is new; or it has come back, and may have been hit since.
const NEW = 0;
const BACK = 1;
const PROVEN = 2;
// In the main queue it was never hit; or its hits are spent; or it has one, two or three rounds left: 5, 6 and 7.
const UNHIT = 3;
const SPENT = 4;
const AFTER_HIT = Uint8Array.of(0, 2, 2, 5, 5, 6, 7, 7);

/**
 * 2Q with a CLOCK main queue and fingerprints for ghosts. New entries pass through a FIFO, on probation; a key that comes
 * back soon after it left joins the main queue, where a hit adds credit that an eviction takes away. A hit moves nothing.
 *
 * A flood of keys that each come back once would fill the main queue. While hardly any that came back is hit again, those that
 * come back have to be hit on probation first.
 *
 * Johnson & Shasha, "2Q: A Low Overhead High Performance Buffer Management Replacement Algorithm", VLDB '94.
 */
export class TwoQueue implements EvictionPolicy {
  readonly #seed = (Math.random() * 2 ** 32) >>> 0;
  #next = Uint32Array.of(PROBATION, MAIN);
  #previous = Uint32Array.of(PROBATION, MAIN);
  #marks = new Uint8Array(0);
  #ghosts = new Ghosts(0);
  /** How many entries each queue holds. */
  readonly #sizes: [probation: number, main: number] = [0, 0];
  /** How many that came back were hit again, and how many left without; of late. */
  #earned = 1;
  #wasted = 0;

  admit(slot: number, key: string): void {
    const isBack = this.#ghosts.recall(hashOf(key, this.#seed));
    this.#enter(slot, isBack ? this.#markOfThoseBack : NEW);
  }

  touch(slot: number): void {
    this.#marks[slot] = AFTER_HIT[this.#marks[slot] as number] as number;
  }

  victim(): number {
    for (let looked = 0; this.#sizes[PROBATION] * PROBATION_SHARE >= this.#size; looked++) {
      const slot = this.#next[PROBATION] as number;
      if (this.#marks[slot] !== PROVEN || looked === LONGEST_SCAN) return slot;
      this.remove(slot);
      this.#enter(slot, SPENT);
      this.#note(true);
    }
    return this.#scanMain();
  }

  evict(slot: number, key: string): void {
    const mark = this.#marks[slot] as number;
    if (mark !== NEW) this.#note(mark === PROVEN || mark >= SPENT);
    if (mark < UNHIT) this.#ghosts.remember(hashOf(key, this.#seed));
    this.remove(slot);
  }

  remove(slot: number): void {
    this.#sizes[queueOf(this.#marks[slot] as number)]--;
    this.#unlink(slot);
  }

  grow(capacity: number): void {
    this.#next = copied(this.#next, new Uint32Array(capacity));
    this.#previous = copied(this.#previous, new Uint32Array(capacity));
    this.#marks = copied(this.#marks, new Uint8Array(capacity));
    this.#ghosts = new Ghosts(capacity);
  }

  get #size(): number {
    return this.#sizes[PROBATION] + this.#sizes[MAIN];
  }

  get #markOfThoseBack(): number {
    return this.#earned * EARNED_SHARE >= this.#earned + this.#wasted ? UNHIT : BACK;
  }

  // What is long past counts less and less.
  #note(isEarned: boolean): void {
    if (isEarned) this.#earned++;
    else this.#wasted++;
    if (this.#earned + this.#wasted <= this.#size) return;
    this.#earned >>= 1;
    this.#wasted >>= 1;
  }

  #enter(slot: number, mark: number): void {
    const queue = queueOf(mark);
    this.#append(slot, queue);
    this.#marks[slot] = mark;
    this.#sizes[queue]++;
  }

  #scanMain(): number {
    let slot = this.#next[MAIN] as number;
    for (let looked = 0; looked < LONGEST_SCAN; looked++) {
      const mark = this.#marks[slot] as number;
      if (mark <= SPENT) break;
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

function queueOf(mark: number): typeof PROBATION | typeof MAIN {
  return mark < UNHIT ? PROBATION : MAIN;
}
