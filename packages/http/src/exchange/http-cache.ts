import { hasField } from '../fields/header-list.js';
import type { RequestHead } from '../message.js';
import { isSafeMethod } from '../updating/invalidation.js';
import { Airborne } from './airborne.js';
import type { Ask, Reply } from './ask.js';
import { askUpstream } from './ask-upstream.js';
import { BriefMemory } from './brief-memory.js';
import { askHead } from './head-request.js';
import type { HttpCacheOptions } from './http-cache-options.js';
import { type Found, lookUp, type Verdict } from './look-up.js';
import { passOn } from './pass-on.js';
import { isOnlyIfCached, type Question, questionOf } from './question.js';
import { refresh } from './refresh.js';
import { refusal, storedReply } from './replies.js';
import { settingsOf } from './settings.js';
import type { Shelf } from './shelf.js';
import { Shelves } from './shelves.js';
import type { Stores } from './stores.js';
import { UnsharedMemory } from './unshared.js';
import { write } from './write.js';

/** Rounds in which an answer that others asked for may turn out to be for them alone; then this asker goes by himself. */
const ROUNDS_TOGETHER = 2;

/**
 * An HTTP cache that coalesces, for any client: it decides, its host sends requests and builds responses.
 * What it stores lives in the `CacheManager` that it is given.
 */
export class HttpCache<Native> {
  readonly #stores: Stores;

  /**
   * @throws {TypeError} for an option of the wrong type
   * @throws {RangeError} for a number out of range
   */
  constructor(options: HttpCacheOptions) {
    const settings = settingsOf(options);
    this.#stores = {
      options: settings,
      cache: settings.cache,
      shelves: new Shelves(settings.cache, settings.maxVariants),
      unshared: new UnsharedMemory(),
      airborne: new Airborne(),
      refreshing: new Set(),
      failedRefreshes: new BriefMemory(),
    };
  }

  /**
   * Answers one request: from the store, from another's response that is on its way, or from upstream.
   *
   * @throws what `send` throws, the same object for all who waited for it
   * @throws the reason of the asker's signal, when it aborts
   * @throws {TypeError} when the mode is `only-if-cached` and nothing is stored, or the URL is not absolute
   */
  async ask(ask: Ask<Native>): Promise<Reply<Native>> {
    ask.signal?.throwIfAborted();
    const question = questionOf(ask, this.#stores.options);
    switch (wayOf(ask)) {
      case 'write':
        return write(this.#stores, question);
      case 'past':
        return ask.terms !== false && isOnlyIfCached(question)
          ? refusal(question, this.#stores.options.name)
          : passOn(this.#stores, question, { fwd: 'bypass' });
      case 'read':
        return this.#read(question);
    }
  }

  async #read(question: Question<Native>): Promise<Reply<Native>> {
    for (let round = 1; ; round++) {
      let shelf = this.#stores.shelves.peek(question.shelfKeys);
      let verdict =
        shelf.refs.length === 0 ? undefined : lookUp(this.#stores.cache, question, shelf);
      if (verdict?.does !== 'answer') {
        await this.#loadShelves(question);
        shelf = this.#stores.shelves.peek(question.shelfKeys);
        verdict = await this.#lookUpAnywhere(question, shelf);
      }
      const reply = await this.#follow(question, shelf, verdict, round > ROUNDS_TOGETHER);
      if (reply !== undefined) return reply;
    }
  }

  /** Brings to memory what L2 knows of the URL. Where its last answer was not stored nobody need ask. */
  async #loadShelves(question: Question<Native>): Promise<void> {
    const { shelves, unshared } = this.#stores;
    if (unshared.recall(question) !== 'pass') await shelves.load(question.shelfKeys);
  }

  /** The verdict by what L2 holds too, where no flight of this asker's would find it. */
  async #lookUpAnywhere(question: Question<Native>, shelf: Shelf): Promise<Verdict> {
    const { cache } = this.#stores;
    const verdict = lookUp(cache, question, shelf);
    if (verdict.does === 'answer' || verdict.elsewhere === undefined) return verdict;
    if (verdict.does === 'ask' && verdict.elsewhere === verdict.ownKey) return verdict;
    await cache.get(verdict.elsewhere);
    return lookUp(cache, question, shelf);
  }

  #touch({ identity, shelfKeys }: Question<Native>, { key, scope }: Found): void {
    const { cache, shelves } = this.#stores;
    cache.touch(key);
    shelves.touch(shelfKeys[identity.scopes.indexOf(scope)] as string);
  }

  async #follow(
    question: Question<Native>,
    shelf: Shelf,
    verdict: Verdict,
    goesAlone: boolean,
  ): Promise<Reply<Native> | undefined> {
    const { options } = this.#stores;
    switch (verdict.does) {
      case 'refuse':
        return refusal(question, options.name);
      case 'answer':
        this.#touch(question, verdict.found);
        if (verdict.revalidate) refresh(this.#stores, question, shelf, verdict.found);
        return storedReply(question, options.name, verdict.found, { hit: true });
      case 'ask':
        return question.ask.method === 'HEAD'
          ? askHead(this.#stores, question, shelf, verdict)
          : askUpstream(this.#stores, question, shelf, verdict, goesAlone);
    }
  }
}

/** Requests that no cache may answer in the origin's place, or that the asker wants to pass it by, go past. */
function wayOf<Native>(ask: Ask<Native>): 'read' | 'write' | 'past' {
  if (!isSafeMethod(ask.method)) return 'write';
  const isReadable = (ask.method === 'GET' || ask.method === 'HEAD') && !ask.hasBody;
  if (!isReadable || ask.mode === 'no-store' || ask.terms === false) return 'past';
  return isForOrigin(ask) ? 'past' : 'read';
}

function isForOrigin({ headers }: RequestHead): boolean {
  return ['if-match', 'if-unmodified-since', 'upgrade'].some((name) => hasField(headers, name));
}
