import { describe, expect, it } from 'vitest';
import { Directory } from '../src/directory.js';
import { lifetimeOf, NO_WINDOWS } from '../src/entry.js';
import { RESERVED_SLOTS, TwoQueue } from '../src/eviction.js';
import { MemoryStore } from '../src/memory-store.js';

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

describe('a flood of keys that come back once', () => {
  /** A main queue of so many that came back, of whom so many have gone again and were never hit. */
  const flooded = (size: number, wasted: number): Keys => {
    const keys = new Keys().return(...numbered(size));
    for (let count = 0; count < wasted; count++) keys.evict();
    return keys;
  };

  it('is let in no more once fewer than one in ten of it was hit again', () => {
    expect(flooded(100, 9).return('back').drain().at(-1)).toBe('back');
    expect(flooded(100, 10).return('back').drain().at(-1)).toBe('99');
  });

  it('is let in where it is hit on probation', () => {
    const keys = flooded(12, 10).return('proven').hit('proven', 2).return('back');

    expect(keys.drain()).toEqual(['back', '10', '11', 'proven']);
  });

  it('is remembered when it leaves, and held back again', () => {
    const keys = flooded(12, 10).return('back');
    expect(keys.evict()).toBe('back');
    keys.admit('back').hit('back').admit('new');

    expect(keys.drain()).toEqual(['new', '10', '11', 'back']);
  });

  it('is let in at once again, when what comes back is hit once more', () => {
    const keys = flooded(12, 10);
    for (const key of ['a', 'b', 'c']) keys.return(key).hit(key).admit(`${key}, new`).evict();
    keys.drain();

    expect(keys.return('back').admit('new').drain()).toEqual(['new', 'back']);
  });

  it('looks at 64 entries of it at most, however many were hit', () => {
    const keys = flooded(12, 12).return(...numbered(100));
    for (const key of numbered(100)) keys.hit(key);

    expect(keys.evict()).toBe('64');
  });

  it.each([
    { twice: 'each soon after', block: 100 },
    { twice: 'as far apart as the cache is long', block: 1_000 },
  ])('takes hardly a hit from others, $twice', ({ block }) => {
    const flood = (sent: number): string => {
      const inBlock = sent % block;
      return `flood:${Math.floor(sent / (2 * block))}:${inBlock}`;
    };

    expect(honestHits(flood) / honestHits()).toBeGreaterThan(0.95);
  });
});

/** How often honest callers hit in a cache of 1,000, with two of a flood's requests between two of theirs. */
function honestHits(flood?: (sent: number) => string): number {
  const directory = new Directory();
  const store = new MemoryStore(directory, {
    maxEntries: 1_000,
    maxWeight: Number.POSITIVE_INFINITY,
    onEvict: () => {},
  });
  const lifetime = lifetimeOf({ ...NO_WINDOWS, ttl: 1_000 });
  const ask = (key: string): boolean => {
    const isHit = directory.slot(key) !== 0;
    if (isHit) store.touch(key);
    else store.put(key, 'value', 0, lifetime, 0);
    return isHit;
  };
  let hits = 0;
  for (let request = 0; request < 40_000; request++) {
    // As the web is asked: few keys often, many seldom.
    const isHit = ask(
      `honest:${Math.floor(5_000 ** (Math.imul(request, 0x9e3779b1) / 2 ** 32 + 0.5))}`,
    );
    if (request < 10_000) continue;
    if (isHit) hits++;
    for (let index = 0; flood !== undefined && index < 2; index++)
      ask(flood(2 * (request - 10_000) + index));
  }
  return hits;
}
