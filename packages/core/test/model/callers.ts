import type { FetchContext } from '@sameflight/core';
import { CallBook, optionsOf } from './call-book.js';
import { type CallRecord, type FetchRecord, isShared, type Outcome } from './history.js';
import type { CallTerms, Step, Temper } from './schedule.js';
import type { Upstream } from './upstream.js';
import { spotOf, type World } from './world.js';

const PLAIN: CallTerms = {
  timeout: undefined,
  softTimeout: undefined,
  hasSignal: false,
  refresh: false,
  takesNoStale: false,
  tags: [],
};

/** Those who ask for one key. */
export class Callers {
  readonly #world: World;
  readonly #upstream: Upstream;
  readonly #book: CallBook;

  constructor(world: World, upstream: Upstream) {
    this.#world = world;
    this.#upstream = upstream;
    this.#book = new CallBook(world);
  }

  call(step: Step, withInfo: boolean, temper: Temper): void {
    const view = this.#world.view(step.place);
    const call = this.#book.begin(spotOf(step), step.terms, 'single');
    const fetcher = (context: FetchContext): unknown => this.#fetch(call, context, temper);
    const { key } = call.spot;
    const answer = withInfo
      ? view.getOrFetchWithInfo(key, fetcher, optionsOf(call)).then(({ source, value }) => {
          call.source = source;
          return value;
        })
      : view.getOrFetch(key, fetcher, optionsOf(call));
    void answer.then(
      (value) => this.#book.end(call, { kind: 'value', value }),
      (error: unknown) => this.#book.end(call, { kind: 'error', error }),
    );
    this.#book.join(call);
  }

  /** A read that never fetches. */
  read(step: Step): void {
    const call = this.#book.begin(spotOf(step), PLAIN, 'read');
    const { shelf, clock, history } = this.#world;
    const isCertain = shelf.isCertain(call.spot);
    const fresh = shelf.fresh(call.spot, clock.now());
    const view = this.#world.view(step.place);
    const peeked = view.peek(step.key);
    if (isCertain && peeked !== fresh?.value)
      history.violate(`peek finds ${String(peeked)} where ${String(fresh?.value)} is held`);
    void view.get(step.key).then((value) => {
      if (value !== undefined) return this.#book.end(call, { kind: 'value', value });
      this.#book.close(call, undefined);
      if (isCertain && fresh !== undefined) history.violate('get misses what is held fresh');
    });
  }

  /** Aborts the signal of one of those who have one: first of those who wait, then of those who have their answer. */
  abort(which: number): void {
    const calls = this.#world.history.calls.filter(
      ({ controller }) => controller !== undefined && !controller.signal.aborted,
    );
    const waiting = calls.filter(({ ended }) => ended === undefined);
    const answered = calls.filter(({ ended }) => ended !== undefined).reverse();
    leave([...waiting, ...answered][which % calls.length]);
  }

  #fetch(call: CallRecord, context: FetchContext, temper: Temper): unknown {
    const { spot, terms } = call;
    const { record, promise } = this.#upstream.begin(spot, terms, context, context.signal);
    this.#book.board(call, record);
    if (temper === 'deletes its key') this.#deleteKeyOf(record);
    if (temper === 'aborts its caller') leave(call);
    if (temper === 'instant') return valueOrThrow(this.#upstream.endAtOnce(record, 'value'));
    if (temper === 'throws') return valueOrThrow(this.#upstream.endAtOnce(record, 'error'));
    return promise;
  }

  #deleteKeyOf({ spot }: FetchRecord): void {
    if (this.#world.setup.remote !== 'none') return;
    const { at } = this.#world.moment();
    void this.#world.view(spot).delete(spot.key);
    this.#world.invalidate({
      cache: spot.cache,
      felt: at,
      since: at,
      covers: (other) => isShared(other, spot),
    });
  }
}

function leave(call: CallRecord | undefined): void {
  call?.controller?.abort(new Error(`call ${call.id} left`));
}

function valueOrThrow(outcome: Outcome): unknown {
  if (outcome.kind === 'value') return outcome.value;
  throw outcome.kind === 'error' ? outcome.error : new Error('absent');
}
