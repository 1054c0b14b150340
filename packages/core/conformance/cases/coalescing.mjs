/** Who shares a flight, and what becomes of its outcome. */
export const coalescing = [
  {
    title: 'makes one upstream call for a thousand callers',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      const upstream = testing.deferred();
      let calls = 0;
      const fetcher = () => {
        calls++;
        return upstream.promise;
      };

      const answers = Array.from({ length: 1000 }, () => cache.getOrFetch('key', fetcher));
      const value = { of: 'upstream' };
      upstream.resolve(value);

      for (const answer of await Promise.all(answers)) assert.equal(answer, value);
      assert.equal(calls, 1, 'upstream calls');
      await cache.close();
    },
  },
  {
    title: 'gives every caller the same error object, and starts afresh for the next',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      const upstream = testing.deferred();
      const failure = new Error('upstream failed');

      const first = cache.getOrFetch('key', () => upstream.promise);
      const second = cache.getOrFetch('key', () => 'never asked');
      upstream.reject(failure);

      await assert.rejects(first, failure);
      await assert.rejects(second, failure);
      assert.equal(await cache.getOrFetch('key', () => 'fresh'), 'fresh');
      await cache.close();
    },
  },
  {
    title: 'makes a rejection of a fetcher that throws at once',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      const failure = new Error('thrown');

      const answer = cache.getOrFetch('key', () => {
        throw failure;
      });

      await assert.rejects(answer, failure);
      await cache.close();
    },
  },
  {
    title: 'detects a fetcher that waits for itself, where the platform can tell who asks',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock, flightTimeout: 1000 });
      const canTell = globalThis.process?.getBuiltinModule?.('node:async_hooks') !== undefined;
      const viaB = () =>
        cache.getOrFetch('b', async () => {
          await null;
          return cache.getOrFetch('a', viaB);
        });

      const answer = cache.getOrFetch('a', viaB);
      const refused = assert.rejectsAs(
        answer,
        canTell ? core.CircularFlightError : core.FlightTimeoutError,
      );
      // Where nobody can tell, the flight's own timeout ends the wait.
      if (!canTell) clock.advance(1000);

      await refused;
      await cache.close();
    },
  },
  {
    title: 'fetches many keys in one call: only those that are neither cached nor in flight',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      await cache.set('a', 'cached');
      const upstream = testing.deferred();
      const single = cache.getOrFetch('b', () => upstream.promise);
      const asked = [];

      const many = cache.getOrFetchMany(['a', 'b', 'c', 'd'], (keys) => {
        asked.push([...keys]);
        return new Map([['c', 'fetched']]);
      });
      upstream.resolve('joined');

      assert.same([...(await many)].sort(), [
        ['a', 'cached'],
        ['b', 'joined'],
        ['c', 'fetched'],
      ]);
      assert.same(asked, [['c', 'd']]);
      assert.equal(await single, 'joined');
      await cache.close();
    },
  },
  {
    title: 'tells how a call was answered',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager({ clock: new testing.FakeClock() });
      const upstream = testing.deferred();
      const first = cache.getOrFetchWithInfo('key', () => upstream.promise);
      const second = cache.getOrFetchWithInfo('key', () => 'never asked');
      upstream.resolve('value');
      const third = first.then(() => cache.getOrFetchWithInfo('key', () => 'never asked'));

      const sources = (await Promise.all([first, second, third])).map(({ source }) => source);

      assert.same(sources, ['fetched', 'joined', 'hit']);
      await cache.close();
    },
  },
  {
    title: 'wraps a function, with its arguments as the key',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      let calls = 0;
      const square = cache.wrap(
        (number) => {
          calls++;
          return number ** 2;
        },
        { key: (number) => core.keyOf('square', number) },
      );

      assert.same(await Promise.all([square(2), square(2), square(3)]), [4, 4, 9]);
      assert.equal(calls, 2, 'calls');
      await cache.close();
    },
  },
];
