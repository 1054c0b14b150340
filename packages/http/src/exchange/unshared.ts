import { BriefMemory } from './brief-memory.js';
import type { Question } from './question.js';

/** How long requests for a URL go side by side after an answer that could not be shared, in ms. */
const UNSHARED_FOR = 2_000;

/** What became of an answer that was not for all: stored for later, or not even that. */
export type Unshared = 'alone' | 'pass';

/**
 * Remembers for a while which URLs have answers that cannot be shared, so that nobody waits for one in vain. One asker's answer
 * says nothing of those that others get, so each remembers for himself, and those with equal credentials together.
 */
export class UnsharedMemory {
  readonly #memory = new BriefMemory<Unshared>();

  recall<Native>(question: Question<Native>): Unshared | undefined {
    return this.#memory.recall(placeOf(question));
  }

  /** Notes what became of an answer. What was due to the wishes of the one who asked is due to nothing else. */
  note<Native>(question: Question<Native>, outcome: 'shared' | Unshared): void {
    if (outcome === 'shared') this.#memory.forget(placeOf(question));
    else if (question.isPlain) this.#memory.remember(placeOf(question), outcome, UNSHARED_FOR);
  }
}

function placeOf<Native>({ shelfKeys }: Question<Native>): string {
  return shelfKeys[0] as string;
}
