import { BatchCallers } from './batch-callers.js';
import { Callers } from './callers.js';
import { FleetSteps } from './fleet-steps.js';
import { judgeBounds, judgeClosed, judgeEnd } from './judge-bounds.js';
import { judgeRest } from './judge-fetch.js';
import type { Pause, Schedule, Step } from './schedule.js';
import { Upstream } from './upstream.js';
import { Verbs } from './verbs.js';
import { World } from './world.js';

const SOME = 3;
const LONG = 2_000;
const MOST_ROUNDS = 50;

/** Plays a schedule on real caches. Says what was wrong, in the order in which it was found. */
export async function play({ setup, steps }: Schedule): Promise<readonly string[]> {
  const game = new Game(new World(setup));
  for (const step of steps) {
    const pause = game.take(step);
    if (pause !== undefined) await pause;
    if (game.violations.length > 0) break;
  }
  if (game.violations.length === 0) await game.finish();
  else await game.abandon();
  return game.violations;
}

class Game {
  readonly #world: World;
  readonly #upstream: Upstream;
  readonly #callers: Callers;
  readonly #batchCallers: BatchCallers;
  readonly #fleet: FleetSteps;
  readonly #verbs: Verbs;

  constructor(world: World) {
    this.#world = world;
    this.#upstream = new Upstream(world);
    this.#callers = new Callers(world, this.#upstream);
    this.#batchCallers = new BatchCallers(world, this.#upstream);
    this.#fleet = new FleetSteps(world);
    this.#verbs = new Verbs(world, this.#fleet);
  }

  get violations(): readonly string[] {
    return this.#world.history.violations;
  }

  /** The next step may follow in the same breath, where no pause is returned. */
  take(step: Step): Promise<void> | undefined {
    this.#act(step);
    judgeBounds(this.#world);
    return step.pause === 'none' ? undefined : this.#pause(step.pause);
  }

  /** Lets everything end, and looks for what is left. */
  async finish(): Promise<void> {
    for (const cache of this.#world.processes.keys()) this.#fleet.resume(cache);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#fleet.deliver(true);
      while (this.#upstream.held > 0) this.#upstream.end(0, 'value');
      await this.#settle();
      if (this.#isQuiet) break;
      if (this.#upstream.held === 0) this.#world.clock.advance(LONG);
    }
    this.#world.clock.advance(LONG);
    await this.#settle();
    judgeEnd(this.#world);
    await this.abandon();
    judgeClosed(this.#world);
  }

  async abandon(): Promise<void> {
    this.#world.isClosing = true;
    await Promise.all(this.#world.processes.map(({ cache }) => cache.close()));
    await this.#settle();
  }

  #act(step: Step): void {
    const { act } = step;
    switch (act.kind) {
      case 'call':
        return this.#callers.call(step, act.withInfo, act.temper);
      case 'callMany':
        return this.#batchCallers.call(step);
      case 'get':
        return this.#callers.read(step);
      case 'end':
        return this.#upstream.end(act.which, act.ending);
      case 'abort':
        return this.#callers.abort(act.which);
      case 'advance':
        return this.#world.clock.advance(act.by);
      case 'set':
        return this.#verbs.set(step);
      case 'delete':
        return this.#verbs.delete(step);
      case 'deleteByTag':
        return this.#verbs.deleteByTag(step);
      case 'clear':
        return this.#verbs.clear(step);
      case 'expire':
        return this.#verbs.expire(step);
      case 'fill':
        return this.#verbs.fill(step);
      case 'deliver':
        return this.#fleet.deliver(step.key === 'a');
      case 'cut':
        return this.#fleet.cut(step);
      case 'resume':
        return this.#fleet.resume(step.place.cache);
      case 'loseLease':
        return this.#fleet.loseLease(step);
    }
  }

  async #pause(pause: Pause): Promise<void> {
    if (pause === 'some') for (let turn = 0; turn < SOME; turn++) await undefined;
    if (pause === 'all') await this.#settle();
    judgeBounds(this.#world);
  }

  async #settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#upstream.land();
    if (!this.#world.isClosing) judgeRest(this.#world);
  }

  get #isQuiet(): boolean {
    const { history, processes, remote } = this.#world;
    return (
      this.#upstream.held === 0 &&
      (remote?.messages ?? 0) === 0 &&
      processes.every(({ cache }) => cache.stats().flights === 0) &&
      history.calls.every(({ ended }) => ended !== undefined)
    );
  }
}
