import type { Invalidation } from './history.js';
import type { Step } from './schedule.js';
import type { World } from './world.js';

/** An invalidation that L2 has confirmed, and the processes that have yet to feel it. */
interface Confirmed {
  readonly since: number;
  readonly covers: Invalidation['covers'];
  readonly missing: Set<number>;
}

/** What happens between the processes and L2. */
export class FleetSteps {
  readonly #world: World;
  readonly #confirmed: Confirmed[] = [];
  readonly #cutOff: Set<number> = new Set();

  constructor(world: World) {
    this.#world = world;
  }

  isCutOff(cache: number): boolean {
    return this.#cutOff.has(cache);
  }

  /** L2 has confirmed what a process did: that process feels it now, the others when they hear of it. */
  confirm(by: number, since: number, covers: Invalidation['covers']): void {
    const everyone = this.#world.processes.keys();
    const confirmed = { since, covers, missing: new Set(everyone) };
    this.#confirmed.push(confirmed);
    this.#feel(confirmed, by);
    this.#noteDelivered();
  }

  deliver(all: boolean): void {
    this.#world.remote?.deliver(all ? undefined : 1);
    this.#noteDelivered();
  }

  cut({ place: { cache } }: Step): void {
    this.#world.history.hasFaults = true;
    this.#cutOff.add(cache);
    this.#world.process({ cache }).tier?.cut();
  }

  resume(cache: number): void {
    this.#world.process({ cache }).tier?.resume();
    if (!this.#cutOff.delete(cache)) return;
    for (const confirmed of this.#confirmed) this.#feel(confirmed, cache);
  }

  loseLease({ key }: Step): void {
    this.#world.history.hasFaults = true;
    this.#world.remote?.loseLease(key);
  }

  #noteDelivered(): void {
    if (this.#world.remote?.messages !== 0) return;
    for (const confirmed of this.#confirmed) {
      for (const cache of [...confirmed.missing])
        if (!this.#cutOff.has(cache)) this.#feel(confirmed, cache);
    }
  }

  #feel({ since, covers, missing }: Confirmed, cache: number): void {
    if (!missing.delete(cache)) return;
    this.#world.invalidate({ cache, felt: this.#world.moment().at, since, covers });
  }
}
