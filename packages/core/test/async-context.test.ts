import { AsyncLocalStorage } from 'node:async_hooks';
import { deferred } from '@sameflight/core/testing';
import { describe, expect, it } from 'vitest';
import { testCache, turn } from './support/test-cache.js';

const user = new AsyncLocalStorage<string>();

describe('P21 K-23 shared and background work leaks no caller’s context', () => {
  it('runs a foreground fetcher in the context of the call that started it', async () => {
    const { cache } = testCache();

    const seen = await user.run('Ada', () => cache.getOrFetch('key', () => user.getStore()));

    expect(seen).toBe('Ada');
  });

  it('runs it in none where it is asked to be detached', async () => {
    const { cache } = testCache();
    const options = { context: 'detached' } as const;

    const single = user.run('Ada', () =>
      cache.getOrFetch(
        'single',
        async () => [user.getStore(), await turn(), user.getStore()],
        options,
      ),
    );
    const many = user.run('Ada', () =>
      cache.getOrFetchMany(['many'], () => new Map([['many', user.getStore()]]), options),
    );

    expect(await single).toEqual([undefined, undefined, undefined]);
    expect((await many).get('many')).toBeUndefined();
  });

  it('runs a background refresh in none, for one key or for a batch', async () => {
    const { cache, clock } = testCache({ ttl: 10, staleWhileRevalidate: 100 });
    const seen: unknown[] = [];
    await cache.set('single', 'old');
    await cache.set('many', 'old');
    clock.advance(10);

    await user.run('Ada', async () => {
      await cache.getOrFetch('single', () => void seen.push(user.getStore()) as never);
      await cache.getOrFetchMany(['many'], () => {
        seen.push(user.getStore());
        return new Map();
      });
    });
    await turn();

    expect(seen).toEqual([undefined, undefined]);
  });

  it('resumes each waiter in its own', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const ask = (name: string, options = {}) =>
      user.run(name, async () => {
        await cache.getOrFetch('key', () => upstream.promise, options);
        return user.getStore();
      });

    const names = [ask('Ada'), ask('Grace'), ask('Edsger', { timeout: 1_000 })];
    upstream.resolve('value');

    expect(await Promise.all(names)).toEqual(['Ada', 'Grace', 'Edsger']);
  });

  it('runs a late joiner’s own fetch in his context, not in that of whoever started the first flight', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const tagged = async ({ store }: { store(terms: { tags: string[] }): void }) => {
      store({ tags: ['tag'] });
      return upstream.promise;
    };

    void user.run('Ada', () => cache.getOrFetch('key', tagged));
    await cache.deleteByTag('tag');
    const late = user.run('Grace', () => cache.getOrFetch('key', () => user.getStore()));
    upstream.resolve('old');

    expect(await late).toBe('Grace');
  });

  it('runs the fetch of who joined a batch for a key that it did not return in his context', async () => {
    const { cache } = testCache();
    const upstream = deferred<Map<string, string>>();

    void user.run('Ada', () => cache.getOrFetchMany(['a', 'b'], () => upstream.promise));
    const joined = user.run('Grace', () => cache.getOrFetch('b', () => user.getStore()));
    upstream.resolve(new Map());

    expect(await joined).toBe('Grace');
  });

  it('counts a late joiner’s wait as his own, not as one of the fetcher that started the flight', async () => {
    const { cache } = testCache();
    const [gate, upstream] = [deferred<void>(), deferred<string>()];
    const tagged = async ({ store }: { store(terms: { tags: string[] }): void }) => {
      store({ tags: ['tag'] });
      return upstream.promise;
    };

    // The flight of 'outer' started the one of 'inner'; the late joiner asks for 'outer' in turn.
    const outer = cache.getOrFetch('outer', async () => {
      await cache.getOrFetch('inner', tagged);
      return gate.promise;
    });
    await cache.deleteByTag('tag');
    const late = cache.getOrFetch('inner', () => cache.getOrFetch('outer', () => undefined));
    upstream.resolve('old');
    await turn();
    gate.resolve();

    await outer;
    expect(await late).toBeUndefined();
  });

  it('keeps the first caller’s context out of what is stored', async () => {
    const { cache } = testCache();
    await user.run('Ada', () => cache.getOrFetch('key', () => 'value'));

    const seen = await cache.getOrFetch('key', () => 'other').then(() => user.getStore());

    expect(seen).toBeUndefined();
  });
});
