import { parseVary } from '@sameflight/http';
import type { HandlerTraits } from './handler-traits.js';

/** What an answer is guessed to vary on, where the handler does not say. */
const LIKELY = ['accept', 'accept-language', 'origin', 'range'];

/** No more values of `Vary` than this are remembered; an app sets one or two beforehand. */
const MOST_VARIES = 100;

/** The request headers that a handler's answers depend on, as far as is known: it may turn out that there are more. */
export class SelectingNames {
  /** Those that the options name. They count beside a key of the handler's own too. */
  readonly named: readonly string[];
  readonly #known: Set<string>;
  readonly #sorted: Map<string, readonly string[]> = new Map();

  constructor(vary: readonly string[] | undefined, traits: HandlerTraits) {
    this.named = (vary ?? []).map((name) => name.toLowerCase());
    this.#known = new Set([...(vary === undefined ? LIKELY : this.named), ...traits.headers]);
  }

  /** @param vary what the response says before the handler runs, as for CORS */
  beside(vary: string): readonly string[] {
    const found = this.#sorted.get(vary);
    if (found !== undefined) return found;
    const names = [...new Set([...this.#known, ...namesIn(vary)])].sort();
    if (this.#sorted.size < MOST_VARIES) this.#sorted.set(vary, names);
    return names;
  }

  /** Notes that answers turned out to depend on one more. */
  add(name: string): void {
    this.#known.add(name);
    this.#sorted.clear();
  }
}

function namesIn(vary: string): readonly string[] {
  const names = parseVary([['vary', vary]]);
  return names === '*' ? ['*'] : names;
}
