import { deferred } from '@sameflight/core/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { keyOfId, Namespace, tagIdsBeside, tagsOfIds } from '../src/namespace.js';
import { runs } from './support/runs.js';
import { testCache } from './support/test-cache.js';
import { rejection } from './support/watch.js';

describe('namespaces have keys and tags of their own', () => {
  it('keeps the keys of each apart', async () => {
    const { cache } = testCache();
    const spaces = [
      cache,
      cache.namespace('a'),
      cache.namespace('b'),
      cache.namespace('a').namespace('b'),
    ];

    for (const [index, space] of spaces.entries()) await space.set('key', index);

    expect(spaces.map((space) => space.peek('key'))).toEqual([0, 1, 2, 3]);
    expect(spaces.map((space) => [...space.keys()])).toEqual(Array(4).fill(['key']));
    expect(spaces.map(({ size }) => size)).toEqual([4, 1, 1, 1]);
    await spaces[1]?.delete('key');
    expect(spaces.map((space) => space.peek('key'))).toEqual([0, undefined, 2, 3]);
  });

  it('finds a namespace again by its name', async () => {
    const { cache } = testCache();
    await cache.namespace('a').set('key', 'value');

    expect(cache.namespace('a').peek('key')).toBe('value');
  });

  it('keeps the tags of each apart, given by the call', async () => {
    const { cache } = testCache();
    const spaces = [cache, cache.namespace('a'), cache.namespace('a').namespace('b')] as const;
    const held = (): unknown[] => spaces.map((space) => space.peek('key'));
    for (const space of spaces) await space.set('key', 'value', { tags: ['tag'] });

    await spaces[0].deleteByTag('tag');
    expect(held()).toEqual([undefined, 'value', 'value']);
    await spaces[1].deleteByTag('tag');
    expect(held()).toEqual([undefined, undefined, 'value']);
    await spaces[2].deleteByTag('tag');
    expect(held()).toEqual([undefined, undefined, undefined]);
  });

  it('keeps the tags of each apart, given by the fetcher or by the cache', async () => {
    const { cache } = testCache({ tags: ['everything'] });
    const spaces = [cache, cache.namespace('a')] as const;
    for (const tag of ['fetched', 'everything']) {
      for (const space of spaces) {
        await space.getOrFetch('key', ({ store }) => {
          store({ tags: ['fetched'] });
          return 'value';
        });
      }
      await spaces[1].deleteByTag(tag);

      expect(spaces.map((space) => space.peek('key'))).toEqual(['value', undefined]);
      await cache.clear();
    }
  });

  it('clears what is in it and within it, flights included, and nothing else', async () => {
    const { cache } = testCache();
    const [a, b] = [cache.namespace('a'), cache.namespace('b')];
    const inner = a.namespace('inner');
    const upstream = deferred<string>();
    for (const space of [cache, a, b, inner]) await space.set('key', 'value');
    const waiting = inner.getOrFetch('in the air', () => upstream.promise);

    await a.clear();
    upstream.resolve('fetched before');

    expect([cache, a, b, inner].map((space) => space.peek('key'))).toEqual([
      'value',
      undefined,
      'value',
      undefined,
    ]);
    expect(await waiting).toBe('fetched before');
    expect(inner.peek('in the air')).toBeUndefined();
  });

  it('is cleared with the whole cache', async () => {
    const { cache } = testCache();
    const space = cache.namespace('a');
    await space.set('key', 'value');

    await cache.clear();

    expect(space.peek('key')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('shares the bounds, the counts, the events and the end of its cache', async () => {
    const { cache } = testCache({ maxEntries: 2 });
    const space = cache.namespace('a');
    const stored = vi.fn();
    space.on('store', stored);

    for (const key of ['1', '2', '3']) await space.getOrFetch(key, () => key);
    expect(cache.size).toBe(2);
    expect(space.stats()).toEqual(cache.stats());
    expect(stored.mock.calls.map(([{ key }]) => key)).toEqual(['1', '2', '3']);
    await cache.close();

    expect(await rejection(space.get('1'))).toMatchObject({ code: 'CLOSED' });
  });

  it('shows its own flights', async () => {
    const { cache } = testCache();
    const upstream = deferred<string>();
    const space = cache.namespace('a');
    const calls = [
      space.getOrFetch('inside', () => upstream.promise),
      cache.getOrFetch('outside', () => upstream.promise),
    ];

    expect(space.flights().map(({ key }) => key)).toEqual(['inside']);
    expect(cache.flights().map(({ key }) => key)).toEqual(['outside']);
    expect(cache.stats().flights).toBe(2);
    upstream.resolve('value');
    await Promise.all(calls);
  });

  it('tells errors and weighers of the key as its caller wrote it', async () => {
    const weigh = vi.fn(() => 1);
    const { cache } = testCache({ maxWeight: 10, weigh });
    const space = cache.namespace('a');

    await space.getOrFetch('key', () => 'value');
    const never = (): Promise<never> => new Promise(() => {});
    const reason = rejection(space.getOrFetch('slow', never, { signal: AbortSignal.abort('no') }));

    expect(await reason).toBe('no');
    expect(weigh).toHaveBeenCalledExactlyOnceWith('value', 'key');
  });
});

describe('K-15 no key and no tag can be made to pass for one of another namespace', () => {
  const path = fc.array(
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\u0000', ':', '1', '0') }),
    {
      maxLength: 3,
    },
  );
  const name = fc.string({ unit: fc.constantFrom('a', '\u0000', ':', '0', '3', '"', '[', ']') });
  const within = (names: readonly string[]): Namespace =>
    names.reduce((space, one) => space.within(one), Namespace.root);

  it('gives two keys one id only if path and key are equal, and the key back from its id', () => {
    fc.assert(
      fc.property(path, name, path, name, (onePath, oneKey, otherPath, otherKey) => {
        const [one, other] = [within(onePath), within(otherPath)];
        const isSamePath = JSON.stringify(onePath) === JSON.stringify(otherPath);

        const areEqual = one.id(oneKey) === other.id(otherKey);

        expect(areEqual).toBe(isSamePath && oneKey === otherKey);
        expect(keyOfId(one.id(oneKey))).toBe(oneKey);
        expect(other.holds(one.id(oneKey))).toBe(isSamePath);
      }),
      { numRuns: runs(5_000) },
    );
  });

  it('gives a tag the id that its namespace gives it, whatever the key beside it', () => {
    fc.assert(
      fc.property(path, name, name, (names, key, tag) => {
        const space = within(names);

        expect(tagIdsBeside(space.id(key), [tag])).toEqual([space.id(tag)]);
        expect(tagsOfIds([...space.ownTags, space.id(tag)])).toEqual([tag]);
        expect(space.ownTags).not.toContain(space.id(tag));
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('names a key as its caller did in the error of a wait that passed its timeout', async () => {
    const { cache, clock } = testCache();
    const { promise, resolve } = deferred<string>();
    const waiting = cache.namespace('a').getOrFetch('key', () => promise, { timeout: 10 });
    const failed = rejection(waiting);
    clock.advance(10);

    expect(await failed).toMatchObject({
      key: 'key',
      message: 'waiting for "key" passed the timeout of 10 ms',
    });
    resolve('late');
  });

  it('tells a root key that looks like an id of a namespace from that', async () => {
    const { cache } = testCache();
    const space = cache.namespace('a');
    await space.set('key', 'inside');
    const forged = '\u00005:["a"]key';

    expect(cache.peek(forged)).toBeUndefined();
    await cache.set(forged, 'outside');
    expect(space.peek('key')).toBe('inside');
    await cache.deleteByTag('\u0000namespace ["a"]');
    expect(space.peek('key')).toBe('inside');
    expect([...cache.keys()]).toEqual([forged]);
  });
});
