import { CacheManager, type CacheNamespace } from '@sameflight/core';
import { FakeClock, MemoryRemote, type MemoryTier } from '@sameflight/core/testing';
import { type CallRecord, History, type Invalidation, type Moment, type Spot } from './history.js';
import type { Place, Setup, Step } from './schedule.js';
import { Shelf } from './shelf.js';

const LEASE = 250;
const NAMESPACE = 'space';

/** One process: a cache, a namespace of it, and its tier. */
export interface Process {
  readonly cache: CacheManager;
  readonly namespace: CacheNamespace;
  readonly tier: MemoryTier | undefined;
}

interface Question {
  readonly cache: number;
  readonly id: string;
  readonly time: number;
  isAnswered: boolean;
}

/** The caches of one schedule, their clock, and what is known of them. */
export class World {
  readonly setup: Setup;
  readonly clock: FakeClock = new FakeClock(1_000);
  readonly history: History;
  readonly shelf: Shelf;
  readonly remote: MemoryRemote | undefined;
  readonly processes: readonly Process[];
  /** Did the last flight of a key, at its process, take off in the background? */
  readonly #background: Map<string, boolean> = new Map();
  /** Questions to L2 whose answers may yet have to arrive. */
  #questions: Question[] = [];
  isClosing = false;
  #moments = 0;
  #values = 0;

  constructor(setup: Setup) {
    this.setup = setup;
    this.history = new History(setup);
    this.shelf = new Shelf(this.history);
    const delivery = setup.remote === 'by-hand' ? 'by-hand' : 'at-once';
    const options = { clock: this.clock, leaseDuration: LEASE, delivery } as const;
    this.remote = setup.remote === 'none' ? undefined : new MemoryRemote(options);
    this.processes = Array.from({ length: setup.caches }, (_, index) => this.#start(index));
  }

  /** What happens now comes after all that has happened so far. */
  moment(): Moment {
    this.#moments++;
    return { at: this.#moments, time: this.clock.now() };
  }

  /** A value like no other. */
  value(of: string): string {
    this.#values++;
    return `${of} ${this.#values}`;
  }

  process(spot: Pick<Spot, 'cache'>): Process {
    return this.processes[spot.cache] as Process;
  }

  view({ cache, isNamespace }: Place): CacheNamespace {
    const process = this.process({ cache });
    return isNamespace ? process.namespace : process.cache;
  }

  isBackground({ cache, key }: Spot): boolean {
    return this.#background.get(`${cache} ${key}`) ?? false;
  }

  invalidate(invalidation: Invalidation): void {
    this.history.invalidations.push(invalidation);
    this.shelf.invalidate(invalidation);
  }

  /** When what this call got can have been asked for at the earliest: the answer may be long on its way from L2. */
  firstAsked({ began, spot }: CallRecord): number {
    const own = this.#questions.filter(
      ({ cache, id }) => cache === spot.cache && id.endsWith(spot.key),
    );
    return Math.min(began.time, ...own.map(({ time }) => time));
  }

  /** Everything has run that was ready: whatever L2 has answered has arrived. */
  settle(): void {
    this.#questions = this.#questions.filter(({ isAnswered }) => !isAnswered);
  }

  #watchClaims(tier: MemoryTier, cache: number): void {
    const claim = tier.claim.bind(tier);
    tier.claim = async (id, options) => {
      const question = { cache, id, time: this.clock.now(), isAnswered: false };
      this.#questions.push(question);
      try {
        return await claim(id, options);
      } finally {
        question.isAnswered = true;
      }
    };
  }

  #start(index: number): Process {
    const { remote: _, caches: __, ...options } = this.setup;
    const tier = this.remote?.tier();
    if (tier !== undefined) this.#watchClaims(tier, index);
    const cache = new CacheManager({
      ...options,
      clock: this.clock,
      ...(tier === undefined ? {} : { remote: tier }),
    });
    cache.on('fetch', ({ key, background }) => this.#background.set(`${index} ${key}`, background));
    return { cache, namespace: cache.namespace(NAMESPACE), tier };
  }
}

export function spotOf({ place, key }: Pick<Step, 'place' | 'key'>): Spot {
  return { ...place, key };
}
