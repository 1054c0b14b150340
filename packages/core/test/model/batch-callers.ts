import type { FetchManyContext } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { CallBook, optionsOf } from './call-book.js';
import type { CallRecord, Outcome } from './history.js';
import { judgeMany } from './judge-call.js';
import { KEYS, type Step } from './schedule.js';
import type { Upstream } from './upstream.js';
import type { World } from './world.js';

/** Those who ask for all keys at once. */
export class BatchCallers {
  readonly #world: World;
  readonly #upstream: Upstream;
  readonly #book: CallBook;

  constructor(world: World, upstream: Upstream) {
    this.#world = world;
    this.#upstream = upstream;
    this.#book = new CallBook(world);
  }

  call({ place, terms }: Step): void {
    const parts = KEYS.map((key) => this.#book.begin({ ...place, key }, terms, 'part'));
    const [first] = parts as [CallRecord];
    const fetchMany = (keys: readonly string[], context: FetchManyContext) =>
      this.#fetchMany(parts, keys, context);
    void this.#world
      .view(place)
      .getOrFetchMany(KEYS, fetchMany, optionsOf(first))
      .then(
        (values) => this.#end(parts, values),
        (error: unknown) => this.#fail(parts, error),
      );
    for (const part of parts) this.#book.join(part);
  }

  #fetchMany(
    parts: readonly CallRecord[],
    keys: readonly string[],
    context: FetchManyContext,
  ): Promise<Map<string, unknown>> {
    const values = new Map<string, unknown>();
    const { promise, resolve } = deferred<Map<string, unknown>>();
    let missing = keys.length;
    const report = (key: string, outcome: Outcome): void => {
      if (outcome.kind === 'value') values.set(key, outcome.value);
      if (outcome.kind === 'error') context.fail(key, outcome.error);
      missing--;
      if (missing === 0) resolve(values);
    };
    const batch = { left: keys.length, ends: [], report };
    for (const part of parts.filter(({ spot }) => keys.includes(spot.key))) {
      const { spot, terms } = part;
      const own = context.of(spot.key);
      this.#book.board(part, this.#upstream.begin(spot, terms, own, context.signal, batch).record);
    }
    return promise;
  }

  #end(parts: readonly CallRecord[], values: Map<string, unknown>): void {
    for (const part of parts) {
      const { key } = part.spot;
      const value = values.get(key);
      this.#book.end(part, values.has(key) ? { kind: 'value', value } : { kind: 'absent' });
    }
  }

  #fail(parts: readonly CallRecord[], error: unknown): void {
    for (const part of parts) this.#book.close(part, { kind: 'error', error });
    judgeMany(this.#world, parts, error);
  }
}
