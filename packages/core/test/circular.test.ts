import { type CacheManager, CircularFlightError } from '@sameflight/core';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { type Awaited, type Run, Waits, wouldWaitForItself } from '../src/waits.js';
import { testCache, turn } from './support/test-cache.js';
import { rejection, watch } from './support/watch.js';

type Verbs = Pick<CacheManager, 'getOrFetch'>;

/** Each key's fetcher asks for the next one's value: `a → b → c`. */
function chain(cache: Verbs, ...keys: readonly string[]): Promise<string> {
  const [key = '', ...rest] = keys;
  return cache.getOrFetch(key, () => (rest.length === 0 ? key : chain(cache, ...rest)));
}

describe('P10 a fetcher that waits for itself is told so at once', () => {
  it.each([[['a', 'a']], [['a', 'b', 'a']], [['a', 'b', 'c', 'd', 'a']], [['a', 'b', 'c', 'b']]])(
    'K-07 rejects %j',
    async (keys) => {
      const { cache } = testCache();

      const reason = await rejection(chain(cache, ...keys));

      expect(reason).toBeInstanceOf(CircularFlightError);
      expect(reason).toMatchObject({ code: 'CIRCULAR_FLIGHT', key: keys.at(-1) });
      expect(String(reason)).toContain(`"${keys.at(-1)}": the wait could never end`);
      expect(cache.flights()).toEqual([]);
    },
  );

  it('K-07 finds a ring through two caches, and through a namespace', async () => {
    const { cache: one } = testCache();
    const { cache: other } = testCache();
    const space = one.namespace('space');
    const throughCaches = one.getOrFetch('a', () =>
      other.getOrFetch('a', () => one.getOrFetch('a', () => 'unreached')),
    );
    const throughSpaces = one.getOrFetch('b', () =>
      space.getOrFetch('b', () => one.getOrFetch('b', () => 'unreached')),
    );

    expect(await rejection(throughCaches)).toBeInstanceOf(CircularFlightError);
    expect(await rejection(throughSpaces)).toBeInstanceOf(CircularFlightError);
  });

  it('finds a ring that different callers closed, whoever started its flights', async () => {
    const { cache } = testCache();
    const gate = deferred<void>();
    const after = (key: string) => async (): Promise<string> => {
      await gate.promise;
      return cache.getOrFetch(key, () => 'unreached');
    };

    const calls = [
      rejection(cache.getOrFetch('a', after('b'))),
      rejection(cache.getOrFetch('b', after('c'))),
      rejection(cache.getOrFetch('c', after('a'))),
    ];
    gate.resolve();

    for (const reason of await Promise.all(calls))
      expect(reason).toBeInstanceOf(CircularFlightError);
  });

  it('finds it where the fetcher has a signal and a timeout, and where it asks later', async () => {
    const { cache } = testCache();
    const options = { signal: new AbortController().signal, timeout: 1_000 };

    const call = cache.getOrFetch('a', async () => {
      await turn();
      return cache.getOrFetch('a', () => 'unreached', options);
    });

    expect(await rejection(call)).toBeInstanceOf(CircularFlightError);
  });

  it('finds a ring through batches', async () => {
    const { cache } = testCache();
    const inBatch = cache.getOrFetchMany(['a', 'b'], async () => {
      await cache.getOrFetch('a', () => 'unreached');
      return new Map<string, string>();
    });
    const throughBatch = cache.getOrFetch('c', () =>
      cache.getOrFetchMany(['d', 'e'], async () => {
        await cache.getOrFetch('c', () => 'unreached');
        return new Map<string, string>();
      }),
    );
    const bothBatches = cache.getOrFetchMany(['f', 'g'], () =>
      cache.getOrFetchMany(['h', 'g'], async () => new Map<string, string>()),
    );

    for (const call of [inBatch, throughBatch, bothBatches])
      expect(await rejection(call)).toBeInstanceOf(CircularFlightError);
  });

  it('finds a late key of a batch, which is fetched for alone, that asks for itself', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();
    const asksForItself = async (keys: readonly string[]) => {
      if (keys.includes('late')) await cache.getOrFetch('late', () => 'unreached');
      return new Map(keys.map((key) => [key, 'value']));
    };

    void cache.getOrFetchMany(['late'], () => upstream.promise);
    const many = rejection(cache.getOrFetchMany(['first', 'late'], asksForItself));
    await turn();
    upstream.resolve(new Map());

    expect(await many).toBeInstanceOf(CircularFlightError);
  });

  it('finds a background refresh that waits for its own key', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const failures = vi.fn();
    cache.on('failure', failures);
    await cache.set('key', 'old');
    clock.advance(10);

    const asksAnew = () => cache.getOrFetch('key', () => 'unreached', { refresh: true });
    expect(await cache.getOrFetch('key', asksAnew)).toBe('old');
    await turn();

    expect(failures.mock.calls[0]?.[0].error).toBeInstanceOf(CircularFlightError);
  });

  it('leaves the error to the fetcher, who may do without', async () => {
    const { cache } = testCache();

    const call = cache.getOrFetch('a', () => chain(cache, 'b', 'a').catch(() => 'without'));

    expect(await call).toBe('without');
  });
});

class Single implements Awaited, Run {
  readonly isOver = false;
  readonly awaitedBy = new Waits();
  readonly run = this;
  carries(flight: Awaited): boolean {
    return flight === this;
  }
}

describe('P10 waits that end are no ring', () => {
  it('counts those who wait for a key among those who wait for its batch, as long as that carries it', () => {
    const [key, other, batch] = [new Waits(), new Waits(), new Waits()];
    const waiter = new Single();
    key.add(waiter);
    other.countIn(batch);
    other.add(waiter);

    key.countIn(batch);
    key.add(waiter);
    expect([...batch.runs]).toEqual([waiter]);
    key.countAlone();
    expect([...batch.runs]).toEqual([waiter]);
    other.clear();
    expect([...batch.runs]).toEqual([]);
    key.remove(waiter);
    key.remove(waiter);
    key.remove(waiter);
    expect([...key.runs, ...batch.runs]).toEqual([]);
  });

  it('sees none where another process fetches', () => {
    const waiter = new Single();
    const batch = { isOver: false, awaitedBy: new Waits(), carries: () => false };
    const flight = { run: batch, awaitedBy: new Waits() };
    waiter.awaitedBy.add(batch);

    expect(wouldWaitForItself(waiter, flight)).toBe(false);
  });

  it('lets what was answered early be waited for by what it went on with', async () => {
    const { cache } = testCache();
    const [early, last] = [deferred<void>(), deferred<void>()];
    let background: unknown;

    const answer = cache.getOrFetch('a', async () => {
      await cache.getOrFetch('b', async ({ answerEarly }) => {
        answerEarly('early');
        await early.promise;
        background = await cache.getOrFetch('a', () => 'unreached');
        return 'late';
      });
      early.resolve();
      await last.promise;
      return 'a!';
    });
    await turn();
    last.resolve();

    expect(await answer).toBe('a!');
    await turn();
    expect(background).toBe('a!');
  });

  it('looks through the fetchers that wait for one, however many they are', () => {
    const [awaited, last, other] = [new Single(), new Single(), new Single()];
    for (let index = 0; index < 200_000; index++) awaited.awaitedBy.add(new Single());
    awaited.awaitedBy.add(last);

    expect(wouldWaitForItself(awaited, last)).toBe(true);
    expect(wouldWaitForItself(awaited, other)).toBe(false);
  });

  it('lets fetchers wait for others, side by side and in depth', async () => {
    const { cache } = testCache();

    const sum = cache.getOrFetch('sum', async () => {
      const parts = await Promise.all([chain(cache, 'a', 'c', 'd'), chain(cache, 'b', 'c')]);
      return parts.join();
    });

    expect(await sum).toBe('d,d');
  });

  it('lets a fetcher ask for its own key where a stale value is served', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    await cache.set('key', 'old');
    clock.advance(10);

    await cache.getOrFetch('key', () => cache.getOrFetch('key', () => 'unreached'));
    await turn();

    expect(cache.peek('key')).toBe('old');
  });

  it('lets a fetcher ask for its own key after that was deleted', async () => {
    const { cache } = testCache();

    const call = cache.getOrFetch('key', async () => {
      await cache.delete('key');
      return cache.getOrFetch('key', () => 'the new flight’s');
    });

    expect(await call).toBe('the new flight’s');
  });

  it('lets code that a fetcher left behind ask for its key after the run is over', async () => {
    const { cache } = testCache();
    const gate = deferred<void>();
    let leftBehind: Promise<string> | undefined;

    await cache.getOrFetch('a', () => {
      leftBehind = gate.promise.then(() => cache.getOrFetch('b', () => chain(cache, 'a')));
      return 'value';
    });
    await cache.delete('a');
    const again = cache.getOrFetch('a', async () => {
      gate.resolve();
      await turn();
      return 'again';
    });

    expect(await again).toBe('again');
    expect(await leftBehind).toBe('again');
  });

  it('follows no wait through a run that is over', async () => {
    const { cache } = testCache();
    const gates = [deferred<void>(), deferred<void>()] as const;
    let leftBehind: Promise<string> | undefined;

    // 'x' had to wait for 'a', whose fetcher left a wait for 'b' behind; now 'b' waits for 'x'.
    const x = cache.getOrFetch('x', async () => {
      await cache.getOrFetch('a', () => {
        leftBehind = cache.getOrFetch('b', async () => {
          await gates[0].promise;
          return cache.getOrFetch('x', () => 'unreached');
        });
        return 'a';
      });
      await gates[1].promise;
      return 'x';
    });
    await turn();
    gates[0].resolve();
    await turn();
    gates[1].resolve();

    expect(await x).toBe('x');
    expect(await leftBehind).toBe('x');
  });

  it('forgets a wait that its fetcher has given up', async () => {
    const { cache, clock } = testCache();
    const upstream = deferred<string>();
    const leaving = new AbortController();

    const a = watch(
      cache.getOrFetch('a', async () => {
        await cache.getOrFetch('b', () => upstream.promise, { timeout: 10 }).catch(() => {});
        const { signal } = leaving;
        await cache.getOrFetch('b', () => upstream.promise, { signal }).catch(() => {});
        return 'a without b';
      }),
    );
    const b = cache.getOrFetch('b', () => upstream.promise);
    clock.advance(10);
    await turn();
    leaving.abort();
    await turn();
    upstream.resolve('b');

    expect(a.value).toBe('a without b');
    expect(await b).toBe('b');
  });

  it('forgets a wait given up while another wait of the same fetcher goes on', async () => {
    const { cache } = testCache();
    const gate = deferred<void>();
    const leaving = new AbortController();
    const ring = async (): Promise<unknown> => {
      await gate.promise;
      return rejection(cache.getOrFetch('a', () => 'unreached'));
    };

    const a = watch(
      cache.getOrFetch('a', async () => {
        const { signal } = leaving;
        cache.getOrFetch('b', ring, { signal }).catch(() => {});
        return cache.getOrFetch('b', ring, { signal: new AbortController().signal });
      }),
    );
    leaving.abort();
    gate.resolve();
    await turn();

    expect(a.value).toBeInstanceOf(CircularFlightError);
  });

  it('follows each wait once, where many lead to one', async () => {
    const { cache } = testCache();
    const [gate, unrelated] = [deferred<void>(), deferred<string>()];
    const asks = (...keys: readonly string[]) =>
      Promise.all(keys.map((key) => cache.getOrFetch(key, () => 'unreached')));

    const other = cache.getOrFetch('other', () => unrelated.promise);
    const a = cache.getOrFetch('a', async () => {
      await gate.promise;
      return cache.getOrFetch('other', () => 'unreached');
    });
    const rest = [
      cache.getOrFetch('b', () => asks('a')),
      cache.getOrFetch('c', () => asks('a')),
      cache.getOrFetch('d', () => asks('b', 'c')),
    ];
    gate.resolve();
    await turn();
    unrelated.resolve('value');

    expect(await a).toBe('value');
    expect(await Promise.all(rest)).toEqual([['value'], ['value'], [['value'], ['value']]]);
    await other;
  });

  it('forgets a wait that was given up before it began', async () => {
    const { cache } = testCache();
    const leaving = new AbortController();

    const a = cache.getOrFetch('a', async () => {
      const { signal } = leaving;
      const aborting = (): Promise<never> => {
        leaving.abort('at once');
        return new Promise(() => {});
      };
      const reason = await rejection(cache.getOrFetch('b', aborting, { signal }));
      return [reason, await cache.getOrFetch('b', () => 'b')];
    });

    expect(await a).toEqual(['at once', 'b']);
  });

  it('forgets those whom a fetcher has answered early', async () => {
    const { cache } = testCache();
    const gate = deferred<void>();

    const b = cache.getOrFetch('b', async () => {
      const early = await cache.getOrFetch('a', async ({ answerEarly }) => {
        await turn();
        answerEarly('early');
        await gate.promise;
        return cache.getOrFetch('b', () => 'unreached');
      });
      const joined = await cache.getOrFetch('a', () => 'unreached');
      gate.resolve();
      await turn();
      return [early, joined];
    });

    expect(await b).toEqual(['early', 'early']);
    await turn();
    expect(cache.peek('a')).toEqual(['early', 'early']);
  });

  it('lets two keys wait for each other in turn, once one of them has landed', async () => {
    const { cache } = testCache();

    expect(await chain(cache, 'a', 'b')).toBe('b');
    await cache.delete('b');

    expect(await chain(cache, 'b', 'a')).toBe('b');
  });

  it('ends by `flightTimeout` where the ring runs through a wait that the cache does not see', async () => {
    const { cache, clock } = testCache({ flightTimeout: 100 });
    const a: { call?: Promise<unknown> } = {};
    const unseen = () => a.call as Promise<unknown>;

    a.call = cache.getOrFetch('a', async () => {
      await turn();
      return unseen();
    });
    const reason = rejection(a.call);
    await turn();
    clock.advance(100);

    expect(await reason).toMatchObject({ code: 'FLIGHT_TIMEOUT' });
  });
});
