import type { FleetSteps } from './fleet-steps.js';
import { type Invalidation, isShared, type Spot } from './history.js';
import type { Step } from './schedule.js';
import { spotOf, type World } from './world.js';

type Covers = Invalidation['covers'];

/** The verbs that change what is held. */
export class Verbs {
  readonly #world: World;
  readonly #fleet: FleetSteps;

  constructor(world: World, fleet: FleetSteps) {
    this.#world = world;
    this.#fleet = fleet;
  }

  set(step: Step): void {
    const { history, setup, shelf, clock } = this.#world;
    const spot = spotOf(step);
    const value = this.#world.value(`set ${spot.key}`);
    const work = this.#invalidation(spot, coversKey(spot), () =>
      this.#world.view(step.place).set(spot.key, value, { tags: step.terms.tags }),
    );
    const { tags } = step.terms;
    const began = this.#world.moment();
    const source = {
      spot,
      value,
      began,
      stored: undefined,
      windows: setup,
      tags,
      fetch: undefined,
    };
    history.sources.push(source);
    shelf.set(source, clock.now());
    if (setup.remote === 'none') Object.assign(source, { stored: began });
    else void work.then(() => Object.assign(source, { stored: this.#world.moment() }));
  }

  delete(step: Step): void {
    const spot = spotOf(step);
    void this.#invalidation(spot, coversKey(spot), () =>
      this.#world.view(step.place).delete(spot.key),
    );
  }

  deleteByTag({ place, tag }: Step): void {
    const covers: Covers = (spot, tags) =>
      spot.isNamespace === place.isNamespace && tags.includes(tag);
    void this.#invalidation(place, covers, () => this.#world.view(place).deleteByTag(tag));
  }

  clear({ place }: Step): void {
    const covers: Covers = (spot) => spot.isNamespace || !place.isNamespace;
    void this.#invalidation(place, covers, () => this.#world.view(place).clear());
  }

  expire(step: Step): void {
    const { clock, history, shelf } = this.#world;
    const spot = spotOf(step);
    const expected = shelf.fresh(spot, clock.now()) !== undefined;
    const wasFresh = this.#world.view(step.place).expire(step.key);
    if (shelf.isCertain(spot) && wasFresh !== expected)
      history.violate(`expire says ${wasFresh} where ${expected} is so`);
    shelf.expire(spot, clock.now());
  }

  /** Fills the cache with keys that nobody asks for. */
  fill({ place }: Step): void {
    const key = this.#world.value('filler');
    this.#world
      .view(place)
      .set(key, key)
      .catch(() => undefined);
  }

  // Here it is felt at once; with an L2 it is to be believed when it has been confirmed.
  #invalidation(
    { cache }: Pick<Spot, 'cache'>,
    covers: Covers,
    act: () => Promise<unknown>,
  ): Promise<unknown> {
    const { at } = this.#world.moment();
    const wasCutOff = this.#fleet.isCutOff(cache);
    const work = act();
    if (this.#world.setup.remote === 'none') {
      this.#world.invalidate({ cache, felt: at, since: at, covers });
      return work;
    }
    return work.then(
      () => {
        // A set resolves although L2 never heard of it.
        if (!wasCutOff && !this.#fleet.isCutOff(cache)) this.#fleet.confirm(cache, at, covers);
      },
      () => undefined,
    );
  }
}

function coversKey(of: Spot): Covers {
  return (spot) => isShared(spot, of);
}
