import type {
  Claim,
  ClaimOptions,
  RemoteEntry,
  RemoteListener,
  RemoteRecord,
  RemoteTier,
} from '@sameflight/core';
import { connectorOf, type RedisClient } from './client.js';
import type { Term } from './deadline.js';
import { lifeOf } from './envelope.js';
import { UnwritableValueError } from './errors.js';
import type { Invalidation } from './invalidation.js';
import type { Place } from './keys.js';
import { encodeMessage } from './message.js';
import { type RedisTierOptions, type RedisTierSettings, settle } from './options.js';
import { Parts } from './parts.js';
import { type Payload, pack } from './payload.js';

/** A `RemoteTier` over Redis or Valkey. */
export interface RedisTier extends RemoteTier {
  /**
   * Resolves once Redis is connected for the first time, and other processes are heard; never rejects.
   * A process that takes traffic only then shares its very first fetches, too. There is no need to wait for it, and it may take for ever:
   * who must go on without Redis sets a deadline beside it.
   */
  ready(): Promise<void>;
}

/**
 * The store, the lease and the bus that a fleet shares, over Redis or Valkey. Belongs to one cache: `new CacheManager({ remote: redisTier(client) })`.
 * Never throws because of a server: while it is out of reach every process goes on with its own memory.
 *
 * @throws {TypeError} for what is no client, and for an option of the wrong type
 * @throws {RangeError} for an option out of range
 */
export function redisTier(options: RedisClient | RedisTierOptions): RedisTier {
  const { client, ...rest } = isOptions(options) ? options : { client: options };
  const settings = settle(rest);
  return new Tier(new Parts(connectorOf(client), settings), settings);
}

class Tier implements RedisTier {
  readonly #parts: Parts;
  readonly #settings: RedisTierSettings;

  constructor(parts: Parts, settings: RedisTierSettings) {
    this.#parts = parts;
    this.#settings = settings;
    parts.link.open();
    parts.bus.open();
  }

  async ready(): Promise<void> {
    // Nothing else of the tier keeps a process alive, but here somebody waits.
    const wait = setInterval(() => undefined, 1_000);
    await Promise.all([this.#parts.started, this.#parts.link.connection]);
    clearInterval(wait);
  }

  read(key: string): Promise<RemoteRecord | undefined> {
    const { ask, keys, records } = this.#parts;
    return ask('read', () => records.read(keys.place(key)));
  }

  claim(key: string, options: ClaimOptions): Promise<Claim> {
    const { claims, keys } = this.#parts;
    return claims.claim(keys.place(key), options);
  }

  async write(key: string, entry: RemoteEntry): Promise<void> {
    const { ask, gate, keys, leases, replay, wire } = this.#parts;
    const place = keys.place(key);
    const payload = lifeOf(entry.windows) > 0 ? await this.#pack(key, entry.value) : undefined;
    // Where there is nothing to store, the old value goes all the same.
    if (payload === undefined) return this.delete(key);
    const token = wire.unique();
    try {
      await ask('write', (term) => this.#set(place, token, entry, payload, term));
    } catch (error) {
      // The old record may still stand.
      replay.keep({ kind: 'key', key });
      gate.recoverLater();
      leases.abandon(place, token, 'again');
      throw error;
    }
  }

  delete(key: string): Promise<void> {
    return this.#invalidate('delete', { kind: 'key', key });
  }

  deleteByTag(tag: string): Promise<void> {
    return this.#invalidate('deleteByTag', { kind: 'tag', tag });
  }

  clear(): Promise<void> {
    return this.#invalidate('clear', { kind: 'clear' });
  }

  listen(listener: RemoteListener): void {
    this.#parts.listener = listener;
  }

  async close(): Promise<void> {
    const { bus, gate, heartbeat, leases, link, waits } = this.#parts;
    heartbeat.close();
    await leases.endAll('again');
    gate.close();
    bus.close();
    link.close();
    waits.wakeAll('alone');
  }

  // The lease is taken first, and the value follows under it: a delete in between, or a write that is late, cannot bring back the dead.
  async #set(
    place: Place,
    token: string,
    entry: RemoteEntry,
    payload: Payload,
    term: Term,
  ): Promise<void> {
    const { node, records } = this.#parts;
    const { key, record } = place;
    const overtaken = encodeMessage(node, { kind: 'key', key });
    const moment = await records.seize(place, token, overtaken);
    if (moment === undefined || term.isOver) return;
    const settled = encodeMessage(node, { kind: 'settled', record, token, next: 'again' });
    await records.store({ place, token, moment }, entry, payload, settled);
  }

  async #pack(key: string, value: unknown): Promise<Payload | undefined> {
    try {
      return await pack(value, this.#settings);
    } catch (error) {
      if (!(error instanceof UnwritableValueError)) throw error;
      this.#parts.listener?.failed({ operation: 'write', key, error });
      return undefined;
    }
  }

  async #invalidate(operation: string, invalidation: Invalidation): Promise<void> {
    const { ask, gate, invalidator, replay } = this.#parts;
    try {
      await ask(operation, () => invalidator.apply(invalidation));
    } catch (error) {
      replay.keep(invalidation);
      gate.recoverLater();
      throw error;
    }
  }
}

// By what is in it: a client may have a command named `client`, too.
function isOptions(options: RedisClient | RedisTierOptions): options is RedisTierOptions {
  return typeof options === 'object' && options !== null && !('duplicate' in options);
}
