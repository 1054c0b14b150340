/** What keys, sizes and options may be. */
export const bounds = [
  {
    title: 'builds keys whose parts cannot forge each other',
    run({ core: { keyOf }, assert }) {
      const distinct = [
        keyOf('a:b'),
        keyOf('a', 'b'),
        keyOf('1'),
        keyOf(1),
        keyOf(1n),
        keyOf(null),
        keyOf(undefined),
        keyOf(0),
        keyOf(-0),
        keyOf({ a: undefined }),
        keyOf({}),
        keyOf([]),
        keyOf(new Date(0)),
        keyOf(new Map([[1, 2]])),
        keyOf(new Set([1, 2])),
        keyOf(new Uint8Array([1, 2])),
        keyOf(new URL('https://example.org/')),
      ];

      assert.equal(new Set(distinct).size, distinct.length, 'distinct keys');
      assert.equal(keyOf({ a: 1, b: 2 }), keyOf({ b: 2, a: 1 }));
    },
  },
  {
    title: 'holds ordinary values under extraordinary keys',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      const keys = ['__proto__', 'constructor', '', '\0', '\ud800', 'x'.repeat(1_000_000)];

      for (const key of keys) await cache.set(key, key.length);

      for (const key of keys) assert.equal(await cache.get(key), key.length);
      assert.equal({}.polluted, undefined);
      await cache.close();
    },
  },
  {
    title: 'never holds more than maxEntries',
    async run({ core, assert }) {
      const cache = new core.CacheManager({ maxEntries: 10 });

      for (let index = 0; index < 1000; index++) await cache.set(`key ${index}`, index);

      assert.equal(cache.size, 10, 'entries');
      await cache.close();
    },
  },
  {
    title: 'refuses a flight past maxFlights',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager({ maxFlights: 1 });
      const upstream = testing.deferred();
      const first = cache.getOrFetch('first', () => upstream.promise);

      await assert.rejectsAs(
        cache.getOrFetch('second', () => 'never asked'),
        core.OverloadedError,
      );
      upstream.resolve('landed');

      assert.equal(await first, 'landed');
      await cache.close();
    },
  },
  {
    title: 'refuses what cannot be meant, naming option, value and what is allowed',
    run({ core, assert }) {
      let error;
      try {
        new core.CacheManager({ ttl: -1 });
      } catch (caught) {
        error = caught;
      }

      assert.ok(error instanceof RangeError, 'a RangeError');
      assert.ok(/ttl.*-1/.test(error.message), `ttl and -1 in "${error.message}"`);
    },
  },
];
