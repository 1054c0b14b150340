/** How long a value answers. */
export const freshness = [
  {
    title: 'answers from memory until the ttl has passed',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock, ttl: 1000 });
      let calls = 0;
      const fetcher = () => ++calls;

      assert.equal(await cache.getOrFetch('key', fetcher), 1);
      clock.advance(999);
      assert.equal(await cache.getOrFetch('key', fetcher), 1, 'just before the end');
      clock.advance(1);
      assert.equal(await cache.getOrFetch('key', fetcher), 2, 'at the end');
      await cache.close();
    },
  },
  {
    title: 'serves stale at once while one refresh runs in the background',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock, ttl: 1000, staleWhileRevalidate: 1000 });
      await cache.set('key', 'old');
      const upstream = testing.deferred();
      let calls = 0;
      const fetcher = () => {
        calls++;
        return upstream.promise;
      };
      clock.advance(1500);

      const answers = await Promise.all([1, 2, 3].map(() => cache.getOrFetch('key', fetcher)));
      assert.same(answers, ['old', 'old', 'old']);
      const landed = new Promise((resolve) => cache.on('land', resolve));
      upstream.resolve('new');
      await landed;

      assert.equal(await cache.getOrFetch('key', fetcher), 'new');
      assert.equal(calls, 1, 'upstream calls');
      await cache.close();
    },
  },
  {
    title: 'lets a stale value stand in for a failed fetch, and says so',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock, ttl: 1000, staleIfError: 1000 });
      await cache.set('key', 'old');
      clock.advance(1500);

      const answer = await cache.getOrFetchWithInfo('key', () => Promise.reject(new Error('down')));

      assert.same(answer, { value: 'old', source: 'fallback', age: 1500, ttl: 0 });
      await cache.close();
    },
  },
  {
    title: 'serves a stale value at softTimeout and stores the slow one when it lands',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock, ttl: 1000, staleIfError: 10_000 });
      await cache.set('key', 'old');
      clock.advance(1500);
      const upstream = testing.deferred();

      const answer = cache.getOrFetch('key', () => upstream.promise, { softTimeout: 50 });
      clock.advance(50);
      assert.equal(await answer, 'old');
      const stored = new Promise((resolve) => cache.on('store', resolve));
      upstream.resolve('new');
      await stored;

      assert.equal(await cache.get('key'), 'new');
      await cache.close();
    },
  },
  {
    title: 'keeps a stored undefined apart from a miss',
    async run({ core, assert }) {
      const cache = new core.CacheManager();

      await cache.set('key', undefined);

      assert.equal(await cache.has('key'), true);
      assert.equal(await cache.has('other'), false);
      await cache.close();
    },
  },
];
