import type { FetchContext } from '@sameflight/core';
import { type HeaderList, withFields } from '../fields/header-list.js';
import type { ResponseHead } from '../message.js';
import { freshen } from '../updating/freshen.js';
import { conditionalHeaders } from '../updating/validation.js';
import type { Received } from './ask.js';
import { keepConfirmed } from './keep-confirmed.js';
import type { LiveResponse } from './live-response.js';
import type { Errand, Found } from './look-up.js';
import { monotonicNow } from './monotonic-now.js';
import { policyOf, type Question } from './question.js';
import { receive } from './receive.js';
import { StaleAtHand } from './stale-at-hand.js';
import { asOf, isStoredExchange, type StoredExchange } from './stored-exchange.js';
import type { Stores } from './stores.js';
import { type Crossed, sendUpstream } from './transport.js';

export interface CrossingOptions<Native> {
  /** Nobody waits for it but the store. */
  readonly isBackground?: boolean;
  /** The response is here already, and is to be stored. */
  readonly arrived?: Crossed<Native>;
}

/**
 * One request's way upstream and back, as the fetcher of a flight: answers those aboard when the head is in, and returns
 * what is to be stored when the body is whole.
 */
export class Crossing<Native> {
  /** The response that came for it. */
  live: LiveResponse<Native> | undefined;
  /** What was stored, and has been confirmed for it. */
  confirmed: StoredExchange | undefined;
  /** The cookies that came with the confirmation: for the one who asked. */
  minted: HeaderList = [];

  readonly stores: Stores;
  readonly question: Question<Native>;
  readonly errand: Errand;
  /** Under which its response is stored. */
  readonly key: string;
  /** Whether nobody waits for it but the store. */
  readonly isBackground: boolean;
  /** When the request was made, in ms on the monotonic clock. */
  readonly askedAt: number = monotonicNow();
  /** Made by the one who goes: those who join need none. */
  #upstream: AbortController | undefined;
  readonly #arrived: Crossed<Native> | undefined;

  constructor(
    stores: Stores,
    question: Question<Native>,
    errand: Errand,
    key: string,
    { isBackground = false, arrived }: CrossingOptions<Native> = {},
  ) {
    this.stores = stores;
    this.question = question;
    this.errand = errand;
    this.key = key;
    this.isBackground = isBackground;
    this.#arrived = arrived;
  }

  /** The fetcher. */
  readonly fetch = async (context: FetchContext): Promise<unknown> => {
    const { signal } = context;
    const giveUp = (): void => this.#giveUp(signal.reason);
    signal.addEventListener('abort', giveUp);
    try {
      return await this.#cross(context);
    } catch (error) {
      this.#giveUp(error);
      throw error;
    } finally {
      // The connection may hold on to the signal for as long as it lives.
      signal.removeEventListener('abort', giveUp);
    }
  };

  async #cross(context: FetchContext): Promise<unknown> {
    if (this.#arrived !== undefined) return receive(this, context, this.#arrived);
    const { ask, identity } = this.question;
    const nominated = this.#nominated(context);
    if (nominated !== this.errand.nominated && this.#isNewlyHeld()) throw new StaleAtHand();
    const headers = conditionalHeaders(ask, nominated);
    const crossed = await this.#send(headers);
    const { exchange, received } = crossed;
    if (received.status !== 304 || headers === ask.headers) return receive(this, context, crossed);

    const whole = confirmedHead(nominated[0] as Found, received);
    const policy = policyOf(this.question, this.stores.options, whole);
    const freshening = freshen(nominated, nominated, exchange, identity, policy);
    switch (freshening.outcome) {
      case 'for-the-asker':
        return receive(this, context, crossed);
      case 'unmatched':
        discard(received);
        return receive(this, context, await this.#send(ask.headers));
      case 'updated':
        discard(received);
        this.minted = received.headers.filter(([name]) => name === 'set-cookie');
        return keepConfirmed(this, context, freshening.answer, freshening.variants);
    }
  }

  /** Nobody wants the response any more. */
  abandon(): void {
    this.#upstream?.abort();
  }

  // Those who read the body read on, though the flight is over.
  #giveUp(reason: unknown): void {
    if (this.live === undefined) this.#upstream?.abort(reason);
    else this.live.unkeep();
  }

  // Whoever looks now finds it, and may serve it.
  #isNewlyHeld(): boolean {
    const { errand, key, stores } = this;
    return errand.elsewhere === key && stores.cache.inspect(key) !== undefined;
  }

  #send(headers: HeaderList): Promise<Crossed<Native>> {
    this.#upstream ??= new AbortController();
    return sendUpstream(this.question.ask, headers, this.#upstream.signal);
  }

  /** What memory held, or else what L2 holds. */
  #nominated({ stale }: FetchContext): readonly Found[] {
    const { errand, key } = this;
    if (errand.nominated.length > 0 || this.question.mode === 'reload') return errand.nominated;
    if (stale === undefined || !isStoredExchange(stale.value)) return errand.nominated;
    const { target, scopes } = this.question.identity;
    const isHis = stale.value.target === target && scopes.includes(stale.value.scope);
    if (!isHis) return errand.nominated;
    return [{ ...asOf(stale.value, stale.age, monotonicNow()), key }];
  }
}

function discard({ body }: Received<unknown>): void {
  if (body !== null && !(body instanceof Uint8Array)) body.cancel().catch(() => {});
}

/** What a 304 confirms, with what it says anew: what it is told to that decides how long an answer is fresh. */
function confirmedHead(stored: ResponseHead, { headers }: ResponseHead): ResponseHead {
  return { status: stored.status, headers: withFields(stored.headers, headers) };
}
