import type {
  AnswerInfo,
  FetchContext,
  FetchManyContext,
  GetOrFetchOptions,
} from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { type CallRecord, type FetchRecord, isLive, type Outcome, type Spot } from './history.js';
import { judgeCall, judgeMany } from './judge-call.js';
import { type CallTerms, KEYS, type Step, type Temper } from './schedule.js';
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

/** Those who ask the caches, and what they are told. */
export class Callers {
  readonly #world: World;
  readonly #upstream: Upstream;

  constructor(world: World, upstream: Upstream) {
    this.#world = world;
    this.#upstream = upstream;
  }

  call(step: Step, withInfo: boolean, temper: Temper): void {
    const view = this.#world.view(step.place);
    const call = this.#begin(spotOf(step), step.terms, false);
    const fetcher = (context: FetchContext): unknown => this.#fetch(call, context, temper);
    const options = optionsOf(call);
    const settle = (outcome: Outcome): void => this.#end(call, outcome);
    if (withInfo) {
      view.getOrFetchWithInfo(call.spot.key, fetcher, options).then(
        (info) => this.#endWithInfo(call, info),
        (error: unknown) => settle({ kind: 'error', error }),
      );
    } else {
      view.getOrFetch(call.spot.key, fetcher, options).then(
        (value) => settle({ kind: 'value', value }),
        (error: unknown) => settle({ kind: 'error', error }),
      );
    }
    this.#board(call);
  }

  callMany(step: Step): void {
    const parts = KEYS.map((key) => this.#begin({ ...step.place, key }, step.terms, true));
    const [first] = parts as [CallRecord];
    const fetchMany = (keys: readonly string[], context: FetchManyContext): unknown =>
      this.#fetchMany(parts, keys, context);
    this.#world
      .view(step.place)
      .getOrFetchMany(KEYS, fetchMany as () => Map<string, unknown>, optionsOf(first))
      .then(
        (values) => this.#endMany(parts, values),
        (error: unknown) => {
          this.#endAll(parts, { kind: 'error', error });
          judgeMany(this.#world, parts, error);
        },
      );
    for (const part of parts) this.#board(part);
  }

  /** A read that never fetches. */
  read(step: Step): void {
    const call = this.#begin(spotOf(step), PLAIN, false, true);
    const { shelf, clock, history } = this.#world;
    const isCertain = shelf.isCertain(call.spot);
    const fresh = shelf.fresh(call.spot, clock.now());
    const view = this.#world.view(step.place);
    const peeked = view.peek(step.key);
    if (isCertain && peeked !== fresh?.value)
      history.violate(`peek finds ${String(peeked)} where ${String(fresh?.value)} is held`);
    void view.get(step.key).then((value) => {
      if (value === undefined) {
        call.ended = this.#world.moment();
        if (isCertain && fresh !== undefined) history.violate('get misses what is held fresh');
      } else this.#end(call, { kind: 'value', value });
    });
  }

  /** Aborts the signal of one of those who have one: first of those who wait, then of those who have their answer. */
  abort(which: number): void {
    const calls = this.#world.history.calls.filter(
      ({ controller }) => controller !== undefined && !controller.signal.aborted,
    );
    const waiting = calls.filter(({ ended }) => ended === undefined);
    const answered = calls.filter(({ ended }) => ended !== undefined).reverse();
    const call = [...waiting, ...answered][which % calls.length];
    call?.controller?.abort(new Error(`call ${call.id} left`));
  }

  #begin(spot: Spot, terms: CallTerms, isPart: boolean, isRead = false): CallRecord {
    const { history, shelf } = this.#world;
    const began = this.#world.moment();
    const call: CallRecord = {
      id: history.calls.length,
      spot,
      began,
      terms,
      isPart,
      isRead,
      controller: terms.hasSignal ? this.#controllerFor(isPart) : undefined,
      flight: undefined,
      hasMovedOn: false,
      isAboard: false,
      expected:
        terms.refresh || isRead ? undefined : shelf.servable(spot, began.time, terms.takesNoStale),
      source: undefined,
      overdueSince: undefined,
      ended: undefined,
      outcome: undefined,
    };
    history.calls.push(call);
    return call;
  }

  // The parts of one call have one signal.
  #controllerFor(isPart: boolean): AbortController {
    const last = this.#world.history.calls.at(-1);
    const isSecondPart = isPart && last?.isPart === true && last.spot.key !== KEYS.at(-1);
    return (isSecondPart ? last.controller : undefined) ?? new AbortController();
  }

  // Whoever did not start a flight, and is not answered at once, has joined the newest one.
  #board(call: CallRecord): void {
    call.flight ??= this.#world.history.fetchesOf(call.spot).filter(isLive).at(-1);
    if (call.isPart && call.flight !== undefined && mayFallBack(call.terms))
      call.flight.isBackground = undefined;
  }

  #fetch(call: CallRecord, context: FetchContext, temper: Temper): unknown {
    const { record, promise } = this.#upstream.begin(
      call.spot,
      call.terms,
      context,
      context.signal,
    );
    if (!record.isBackground) board(call, record);
    if (temper === 'deletes its key') this.#deleteKeyOf(record);
    if (temper === 'aborts its caller') call.controller?.abort(new Error(`call ${call.id} left`));
    if (temper === 'instant') return valueOrThrow(this.#upstream.endAtOnce(record, 'value'));
    if (temper === 'throws') return valueOrThrow(this.#upstream.endAtOnce(record, 'error'));
    return promise;
  }

  #deleteKeyOf({ spot }: FetchRecord): void {
    if (this.#world.setup.remote !== 'none') return;
    const { at } = this.#world.moment();
    void this.#world.view(spot).delete(spot.key);
    const covers = (other: Spot): boolean =>
      other.key === spot.key && other.isNamespace === spot.isNamespace;
    this.#world.invalidate({ cache: spot.cache, felt: at, since: at, covers });
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
      const { record } = this.#upstream.begin(spot, terms, own, context.signal, batch);
      if (!record.isBackground) board(part, record);
    }
    return promise;
  }

  #endWithInfo(call: CallRecord, info: AnswerInfo<unknown>): void {
    call.source = info.source;
    this.#end(call, { kind: 'value', value: info.value });
  }

  #end(call: CallRecord, outcome: Outcome): void {
    call.ended = this.#world.moment();
    call.outcome = outcome;
    judgeCall(this.#world, call);
    const { flight, terms, expected } = call;
    const hasFallenBack = outcome.kind === 'value' && mayFallBack(terms) && expected === undefined;
    if (hasFallenBack && flight !== undefined && flight.ended === undefined)
      flight.isBackground = undefined;
  }

  #endMany(parts: readonly CallRecord[], values: Map<string, unknown>): void {
    for (const part of parts) {
      const { key } = part.spot;
      const outcome: Outcome = values.has(key)
        ? { kind: 'value', value: values.get(key) }
        : { kind: 'absent' };
      this.#end(part, outcome);
    }
  }

  #endAll(parts: readonly CallRecord[], outcome: Outcome): void {
    for (const part of parts) {
      part.ended = this.#world.moment();
      part.outcome = outcome;
    }
  }
}

// A call whose wait ends with a stale value leaves its flight to go on in the background.
function mayFallBack({ timeout, softTimeout }: CallTerms): boolean {
  return timeout !== undefined || softTimeout !== undefined;
}

function optionsOf({ terms, controller }: CallRecord): GetOrFetchOptions | undefined {
  const options = {
    ...(terms.timeout === undefined ? {} : { timeout: terms.timeout }),
    ...(terms.softTimeout === undefined ? {} : { softTimeout: terms.softTimeout }),
    ...(controller === undefined ? {} : { signal: controller.signal }),
    ...(terms.refresh ? { refresh: true } : {}),
    ...(terms.takesNoStale ? { staleWhileRevalidate: 0, staleIfError: 0 } : {}),
    ...(terms.tags.length === 0 ? {} : { tags: terms.tags }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

function board(call: CallRecord, flight: FetchRecord): void {
  call.hasMovedOn = call.flight !== undefined;
  call.flight = flight;
  call.isAboard = true;
}

function valueOrThrow(outcome: Outcome): unknown {
  if (outcome.kind === 'value') return outcome.value;
  throw outcome.kind === 'error' ? outcome.error : new Error('absent');
}
