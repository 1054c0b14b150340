/** What is never served again. */
export const invalidation = [
  {
    title: 'does not store what was deleted while it was fetched, and answers those who waited',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      const upstream = testing.deferred();
      const before = cache.getOrFetch('key', () => upstream.promise);

      await cache.delete('key');
      const after = cache.getOrFetch('key', () => 'new');
      upstream.resolve('old');

      assert.equal(await before, 'old');
      assert.equal(await after, 'new');
      assert.equal(await cache.get('key'), 'new');
      await cache.close();
    },
  },
  {
    title: 'invalidates all entries of a tag, and those of no other',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      await cache.set('ann', 1, { tags: ['users', 'admins'] });
      await cache.set('bob', 2, { tags: ['users'] });
      await cache.set('rate', 3, { tags: ['rates'] });

      await cache.deleteByTag('users');

      assert.same([...cache.keys()], ['rate']);
      await cache.close();
    },
  },
  {
    title: 'does not store a value whose tag was invalidated while it was fetched',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      const upstream = testing.deferred();
      const answer = cache.getOrFetch('ann', () => upstream.promise, { tags: ['users'] });

      await cache.deleteByTag('users');
      upstream.resolve('old');

      assert.equal(await answer, 'old');
      assert.equal(await cache.has('ann'), false);
      await cache.close();
    },
  },
  {
    title: 'lets set win over a flight in the air',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      const upstream = testing.deferred();
      const answer = cache.getOrFetch('key', () => upstream.promise);

      await cache.set('key', 'set');
      upstream.resolve('fetched');

      assert.equal(await answer, 'fetched');
      assert.equal(await cache.get('key'), 'set');
      await cache.close();
    },
  },
  {
    title: 'keeps namespaces apart: their keys, their tags and their clear',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      const billing = cache.namespace('billing');
      await cache.set('key', 'root', { tags: ['tag'] });
      await billing.set('key', 'billing', { tags: ['tag'] });

      await billing.deleteByTag('tag');
      assert.equal(await billing.has('key'), false);
      await billing.set('key', 'again');
      await billing.clear();

      assert.equal(await billing.has('key'), false);
      assert.equal(await cache.get('key'), 'root');
      await cache.close();
    },
  },
];
