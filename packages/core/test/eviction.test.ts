import { describe, expect, it } from 'vitest';
import { RESERVED_SLOTS, TwoQueue } from '../src/eviction.js';

/** The policy over keys in place of slots. */
class Keys {
  readonly #policy = new TwoQueue();
  readonly #slots = new Map<string, number>();
  #unused = RESERVED_SLOTS;

  constructor() {
    this.#policy.grow(1_000);
  }

  /** New ones. */
  admit(...keys: readonly string[]): this {
    for (const key of keys) {
      this.#slots.set(key, this.#unused);
      this.#policy.admit(this.#unused++, key);
    }
    return this;
  }

  /** Those that come back soon after they were evicted. */
  return(...keys: readonly string[]): this {
    for (const key of keys) {
      this.admit(key);
      this.#policy.evict(this.#slots.get(key) as number, key);
      this.admit(key);
    }
    return this;
  }

  hit(key: string, times = 1): this {
    for (let count = 0; count < times; count++) this.#policy.touch(this.#slots.get(key) as number);
    return this;
  }

  remove(key: string): this {
    this.#policy.remove(this.#slots.get(key) as number);
    this.#slots.delete(key);
    return this;
  }

  evict(): string {
    const victim = this.#policy.victim();
    const [key] = [...this.#slots].find(([, slot]) => slot === victim) as [string, number];
    this.#policy.evict(victim, key);
    this.#slots.delete(key);
    return key;
  }

  /** All of them, as they go. */
  drain(): string[] {
    return Array.from({ length: this.#slots.size }, () => this.evict());
  }
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`);

describe('2Q with a CLOCK main queue', () => {
  it('lets new entries push each other out in the order in which they came, hit or not', () => {
    expect(new Keys().admit('a', 'b', 'c').hit('a', 3).drain()).toEqual(['a', 'b', 'c']);
  });

  it('has the main queue go first while less than a fifth is on probation', () => {
    const keys = new Keys().return('m1', 'm2', 'm3', 'm4', 'm5').admit('new');

    expect(keys.drain()).toEqual(['m1', 'new', 'm2', 'm3', 'm4', 'm5']);
  });

  it('counts what was removed no more', () => {
    const keys = new Keys().return('m1', 'm2', 'm3', 'm4', 'm5').admit('new', 'newer');

    expect(keys.remove('newer').remove('m5').drain()).toEqual(['new', 'm1', 'm2', 'm3', 'm4']);
  });

  it('takes in a key that comes back, whether or not it had been hit on probation', () => {
    const keys = new Keys().return('m1', 'm2', 'm3', 'm4').admit('back').hit('back');
    expect(keys.evict()).toBe('back');
    keys.admit('back', 'new');

    expect(keys.drain()).toEqual(['m1', 'new', 'm2', 'm3', 'm4', 'back']);
  });

  it('takes in none that comes back from the main queue: it had its time', () => {
    const keys = new Keys().return('m1', 'm2', 'm3', 'm4', 'm5');
    expect(keys.evict()).toBe('m1');
    keys.admit('m1');

    expect(keys.drain()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('spares what was hit for as many rounds as it was hit, three at most', () => {
    expect(new Keys().return('a', 'b', 'c').hit('a', 10).hit('b', 3).hit('c').drain()).toEqual([
      'c',
      'a',
      'b',
    ]);
    expect(new Keys().return('a', 'b', 'c').hit('a', 2).hit('b', 1).drain()).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  it('looks at 64 entries at most, however many were hit', () => {
    const keys = new Keys().return(...numbered(100));
    for (const key of numbered(100)) keys.hit(key, 3);

    expect(keys.evict()).toBe('64');
  });
});
