/** What the cache owes those around it. */
export const belonging = [
  {
    title: 'survives a listener that throws, and reports it',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      const failure = new Error('listener');
      let reported;
      cache.on('fetch', () => {
        throw failure;
      });
      cache.on('listener-failure', ({ error }) => {
        reported = error;
      });

      assert.equal(await cache.getOrFetch('key', () => 'value'), 'value');
      assert.equal(reported, failure);
      await cache.close();
    },
  },
  {
    title: 'ends its flights and refuses new calls once closed',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock });
      let flightSignal;
      const waiting = cache.getOrFetch('key', ({ signal }) => {
        flightSignal = signal;
        return new Promise(() => {});
      });
      const refused = assert.rejectsAs(waiting, core.ClosedError);

      await cache.close();

      await refused;
      assert.ok(flightSignal.aborted, 'the flight’s signal to abort');
      await assert.rejectsAs(
        cache.getOrFetch('key', () => 'anew'),
        core.ClosedError,
      );
      assert.equal(clock.timers, 0, 'timers left');
    },
  },
  {
    title: 'brands its caches and errors, so that every copy of the package recognises them',
    async run({ core, assert }) {
      const { CacheManager, ClosedError, SameflightError, FlightTimeoutError } = core;
      const cache = new CacheManager();
      await cache.close();

      const error = await assert.rejectsAs(cache.get('key'), ClosedError);

      assert.ok(CacheManager.isCacheManager(cache), 'a cache to be recognised');
      assert.equal(CacheManager.isCacheManager({}), false);
      assert.ok(error instanceof SameflightError, 'the family to be recognised');
      assert.equal(error instanceof FlightTimeoutError, false);
    },
  },
];
