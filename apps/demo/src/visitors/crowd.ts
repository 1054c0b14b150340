import { setImmediate as nextTurn } from 'node:timers/promises';
import { latenciesOf } from '../live/latencies.js';
import type { StampedeView } from '../live/snapshot.js';
import type { Part } from '../travel/parts.js';
import type { Upstream, Watch } from '../upstreams/upstream.js';
import { type Answer, visit } from './visit.js';

/** What many visitors ask for at once, and where. */
export interface Occasion {
  /** The processes that answer; visitors spread over them. */
  readonly urls: readonly string[];
  readonly upstream: Upstream;
  readonly part: Part;
  readonly thing: string;
  readonly visitors: number;
  readonly isOn: boolean;
}

/** Many visitors who ask for one thing at the same moment. */
export class Crowd {
  readonly #occasion: Occasion;
  readonly #watch: Watch;
  readonly #answers: Answer[] = [];
  #requests = 0;
  #isOver = false;

  constructor(occasion: Occasion) {
    this.#occasion = occasion;
    this.#watch = occasion.upstream.watch(occasion.thing);
  }

  /** Sends everyone, and waits until the last has been answered or has given up. */
  async send(): Promise<void> {
    const { urls, part, thing, visitors } = this.#occasion;
    const visits: Promise<void>[] = [];
    for (let number = 0; number < visitors; number += 1) {
      this.#requests += 1;
      const url = urls[number % urls.length] ?? '';
      visits.push(visit(url, part, thing).then((answer) => void this.#answers.push(answer)));
      // A system takes only so many connections at once.
      if (number % 50 === 49) await nextTurn();
    }
    await Promise.all(visits);
    this.#watch.stop();
    this.#isOver = true;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The least recent answer that anyone got. */
  get oldestVersion(): number {
    return Math.min(...this.#good().map(({ version }) => version));
  }

  view(): StampedeView {
    const { part, thing, isOn } = this.#occasion;
    const good = this.#good();
    return {
      part,
      thing,
      requests: this.#requests,
      calls: this.#watch.calls,
      answered: good.length,
      failed: this.#answers.filter(({ outcome }) => outcome === 'failed').length,
      wrong: this.#answers.filter(({ outcome }) => outcome === 'wrong').length,
      isOver: this.#isOver,
      wasWithSameflight: isOn,
      ...latenciesOf(good.map(({ duration }) => duration)),
    };
  }

  #good(): readonly Answer[] {
    return this.#answers.filter(({ outcome }) => outcome === 'right');
  }
}
