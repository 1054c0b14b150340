import type { Contestant } from '../contestants/contestant.js';
import { seeded } from '../random.js';

/** What a random program found. */
export interface RaceResult {
  /** Programs until the first that broke a rule; `undefined` where none did. */
  readonly until: number | undefined;
  readonly programs: number;
  readonly rule?: string;
}

interface Load {
  readonly key: string;
  readonly startedAt: number;
  isOver: boolean;
  end(isGood: boolean): void;
}

const STEPS = 14;
const KEYS = ['a', 'b'];

/**
 * Runs random programs of gets, deletes and loads that end well or badly, in random order. Three rules: who asks after a delete
 * gets nothing that was loaded before it; a key that nobody deleted has one load at a time; and nobody is left waiting once every load is over.
 */
export async function runRaces(contestant: Contestant, programs: number): Promise<RaceResult> {
  for (let program = 1; program <= programs; program++) {
    const rule = await brokenRule(contestant, program);
    if (rule !== undefined) return { until: program, programs, rule };
  }
  return { until: undefined, programs };
}

async function brokenRule(contestant: Contestant, seed: number): Promise<string | undefined> {
  const race = new Race(contestant);
  const random = seeded(seed * 7_919);
  for (let step = 0; step < STEPS; step++) {
    await race.step(random);
    if (race.broken !== undefined) return race.broken;
  }
  return race.finish();
}

class Race {
  broken: string | undefined;
  readonly #loads: Load[] = [];
  readonly #deletedAt = new Map<string, number>();
  readonly #cache;
  #now = 0;
  #waiting = 0;

  constructor(contestant: Contestant) {
    const load = (key: string): Promise<unknown> => this.#load(key);
    this.#cache = contestant.open({ maxEntries: 100, ttl: 3_600_000, load });
  }

  async step(random: () => number): Promise<void> {
    this.#now++;
    const key = KEYS[Math.floor(random() * KEYS.length)] as string;
    const choice = random();
    if (choice < 0.45) this.#get(key);
    else if (choice < 0.75) this.#end(random, random() < 0.75);
    else this.#delete(key);
    await turn();
  }

  async finish(): Promise<string | undefined> {
    for (let round = 0; round < 10 && this.#waiting > 0; round++) {
      this.#now++;
      for (const load of this.#loads) if (!load.isOver) load.end(true);
      await turn();
    }
    return this.broken ?? (this.#waiting > 0 ? 'a caller is left waiting' : undefined);
  }

  #get(key: string): void {
    const deletedAt = this.#deletedAt.get(key) ?? 0;
    this.#waiting++;
    this.#cache.get(key).then(
      (value) => {
        this.#waiting--;
        const { startedAt } = value as { startedAt: number };
        if (startedAt < deletedAt) this.broken = 'a value from before the delete';
      },
      () => this.#waiting--,
    );
  }

  // It may wait for the loads in flight: what it promises holds from when it is done.
  #delete(key: string): void {
    const deleted = Promise.resolve(this.#cache.delete?.(key));
    deleted.then(
      () => this.#deletedAt.set(key, this.#now),
      () => {},
    );
  }

  #end(random: () => number, isGood: boolean): void {
    const open = this.#loads.filter(({ isOver }) => !isOver);
    open[Math.floor(random() * open.length)]?.end(isGood);
  }

  #load(key: string): Promise<unknown> {
    const startedAt = this.#now;
    this.#findTwin(key);
    return new Promise((resolve, reject) => {
      const load: Load = {
        key,
        startedAt,
        isOver: false,
        end(isGood) {
          load.isOver = true;
          if (isGood) resolve({ id: key, startedAt });
          else reject(new Error('upstream is down'));
        },
      };
      this.#loads.push(load);
    });
  }

  #findTwin(key: string): void {
    const deletedAt = this.#deletedAt.get(key) ?? -1;
    const twin = this.#loads.find(
      (load) => load.key === key && !load.isOver && load.startedAt > deletedAt,
    );
    if (twin !== undefined) this.broken = 'two calls for one key at once';
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
