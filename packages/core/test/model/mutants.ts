import type { Patch } from './bundle.js';

/** A fault as it has happened to others, to be planted in the core. */
export interface Mutant extends Patch {
  readonly title: string;
}

/** What the model must find. A patch whose text has moved on fails its test, and is to be written anew. */
export const mutants: readonly Mutant[] = [
  {
    title: 'no fence at the store',
    file: 'flight-deck.ts',
    find: 'const isOvertaken = flight.isFenced || invalidations.isOvertaken(lifetime.tags, since);',
    replace: 'const isOvertaken = false;',
  },
  {
    title: 'removal by key in place of identity',
    file: 'directory.ts',
    find: 'if (this.#places.get(key) === flight) this.#places.delete(key);\n    else if (this.#beside.get(key) === flight) this.#beside.delete(key);',
    replace:
      'if (typeof this.#places.get(key) === "object") this.#places.delete(key);\n    else this.#beside.delete(key);',
  },
  {
    title: 'joining after the last waiter left',
    file: 'flight-deck.ts',
    find: 'this.#parts.flights.remove(flight);\n    flight.end(landing);',
    replace:
      'const isAbandoned = landing.kind === "failure" && !landing.mayFallBack;\n    if (isAbandoned) queueMicrotask(() => this.#parts.flights.remove(flight));\n    else this.#parts.flights.remove(flight);\n    flight.end(landing);',
  },
  {
    title: "a refresh that inherits a caller's signal",
    file: 'get-or-fetch.ts',
    find: 'this.#launch(question, entry, true);',
    replace:
      'const flight = this.#launch(question, entry, true);\n    question.call.signal?.addEventListener("abort", () => this.#deck.onDeserted(flight));',
  },
  {
    title: 'storing after the timeout',
    file: 'flight-deck.ts',
    find: 'if (flight.isOver) return false;\n    const isOvertaken',
    replace: 'const isOvertaken',
  },
  {
    title: '`if (error)` for "it failed"',
    file: 'flight.ts',
    find: 'if (entry === undefined) reject(landing.error);\n    else resolve(entry.value);',
    replace: 'if (landing.error) reject(landing.error);\n    else resolve(entry?.value);',
  },
  {
    title: 'in-flight state shared between instances',
    file: 'directory.ts',
    find: 'readonly #beside = new Map<string, Flight>();',
    replace:
      'readonly #beside = ((globalThis as { flights?: Map<string, Flight> }).flights ??= new Map());',
  },
  {
    title: 'two refreshes at once',
    file: 'get-or-fetch.ts',
    find: 'if (isPutOff || this.#deck.isFull || this.#joinableFlight(question.id) !== undefined) return;',
    replace: 'if (isPutOff || this.#deck.isFull) return;',
  },
  {
    title: 'the wall clock',
    file: 'get-or-fetch.ts',
    find: 'return freshness(this.#parts.clock.now() - entry.storedAt, entry.lifetime, call);',
    replace: 'return freshness(Date.now() - entry.storedAt, entry.lifetime, call);',
  },
  {
    title: '`set` that loses to an older flight',
    file: 'cache-namespace.ts',
    find: 'this.#core.forget(id);\n    //',
    replace: '//',
  },
  {
    title: 'a waiter not removed',
    file: 'flight.ts',
    find: 'leave(waiter: LeavingWaiter): void {\n    this.#waiters?.delete(waiter);',
    replace: 'leave(_waiter: LeavingWaiter): void {',
  },
  {
    title: 'an error that deletes a good entry',
    file: 'failure-memory.ts',
    find: 'if (!isValueHeld) store.delete(key);',
    replace: 'store.delete(key);',
  },
];
