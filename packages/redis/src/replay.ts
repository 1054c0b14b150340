import type { Invalidation } from './invalidation.js';

/** Past this many, they become one: everything. */
const MOST_KEPT = 1_000;

/**
 * Invalidations that Redis has not confirmed. They are kept until it has, and nothing is read from it before:
 * what they name may still stand there.
 */
export class Replay {
  readonly #apply: (invalidation: Invalidation) => Promise<void>;
  readonly #kept = new Map<string, Invalidation>();
  #run: Promise<void> | undefined;

  constructor(apply: (invalidation: Invalidation) => Promise<void>) {
    this.#apply = apply;
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

  keep(invalidation: Invalidation): void {
    const isEverything = invalidation.kind === 'clear' || this.#kept.size >= MOST_KEPT;
    if (isEverything || this.#kept.has('clear')) {
      this.#kept.clear();
      this.#kept.set('clear', { kind: 'clear' });
    } else {
      this.#kept.set(nameOf(invalidation), invalidation);
    }
  }

  /** Applies all that are kept. Those who ask meanwhile share one run. Rejects with the first failure; what failed is kept. */
  run(): Promise<void> {
    this.#run ??= this.#applyAll().finally(() => {
      this.#run = undefined;
    });
    return this.#run;
  }

  async #applyAll(): Promise<void> {
    const applying = [...this.#kept].map(async ([name, invalidation]) => {
      await this.#apply(invalidation);
      // Kept anew meanwhile: that one is not applied yet.
      if (this.#kept.get(name) === invalidation) this.#kept.delete(name);
    });
    await Promise.all(applying);
  }
}

function nameOf(invalidation: Invalidation): string {
  switch (invalidation.kind) {
    case 'key':
      return `key ${invalidation.key}`;
    case 'tag':
      return `tag ${invalidation.tag}`;
    case 'clear':
      return 'clear';
  }
}
