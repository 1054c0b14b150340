/** Who may leave a flight, and when it ends. */
export const waiting = [
  {
    title: 'lets the caller who started a flight leave without touching the others',
    async run({ core, testing, assert }) {
      const cache = new core.CacheManager();
      const upstream = testing.deferred();
      const leaving = new AbortController();
      let flightSignal;
      const starter = cache.getOrFetch(
        'key',
        ({ signal }) => {
          flightSignal = signal;
          return upstream.promise;
        },
        { signal: leaving.signal },
      );
      const other = cache.getOrFetch('key', () => 'never asked');

      const reason = new Error('gone');
      leaving.abort(reason);
      await assert.rejects(starter, reason);
      assert.equal(flightSignal.aborted, false, 'the flight’s signal aborted');
      upstream.resolve('landed');

      assert.equal(await other, 'landed');
      await cache.close();
    },
  },
  {
    title:
      'aborts the fetcher’s signal when the last waiter has left, and nobody joins that flight',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      const leaving = new AbortController();
      let flightSignal;
      const answer = cache.getOrFetch(
        'key',
        ({ signal }) => {
          flightSignal = signal;
          return new Promise(() => {});
        },
        { signal: leaving.signal },
      );
      await null;

      leaving.abort(new Error('gone'));
      const next = cache.getOrFetch('key', () => 'anew');

      await assert.rejects(answer, leaving.signal.reason);
      assert.ok(flightSignal.aborted, 'the flight’s signal to abort');
      assert.ok(flightSignal.reason instanceof core.FlightAbandonedError, 'its reason to say why');
      assert.equal(await next, 'anew');
      await cache.close();
    },
  },
  {
    title: 'refuses a caller whose signal has aborted, even on a hit',
    async run({ core, assert }) {
      const cache = new core.CacheManager();
      await cache.set('key', 'value');
      const reason = new Error('gone before');

      const answer = cache.getOrFetch('key', () => 'anew', { signal: AbortSignal.abort(reason) });

      await assert.rejects(answer, reason);
      await cache.close();
    },
  },
  {
    title: 'ends one caller’s wait at his timeout, and no one else’s',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock });
      const upstream = testing.deferred();
      const hasty = cache.getOrFetch('key', () => upstream.promise, { timeout: 100 });
      const patient = cache.getOrFetch('key', () => 'never asked');
      const refused = assert.rejectsAs(hasty, core.WaitTimeoutError);

      clock.advance(100);
      await refused;
      upstream.resolve('landed');

      assert.equal(await patient, 'landed');
      await cache.close();
      assert.equal(clock.timers, 0, 'timers left');
    },
  },
  {
    title: 'gives up a flight at its flightTimeout, drops its late result and frees the key',
    async run({ core, testing, assert }) {
      const clock = new testing.FakeClock();
      const cache = new core.CacheManager({ clock, flightTimeout: 1000 });
      const upstream = testing.deferred();
      const stuck = cache.getOrFetch('key', () => upstream.promise);
      const refused = assert.rejectsAs(stuck, core.FlightTimeoutError);

      clock.advance(1000);
      await refused;
      assert.equal(await cache.getOrFetch('key', () => 'successor'), 'successor');
      upstream.resolve('late');
      await upstream.promise;

      assert.equal(await cache.get('key'), 'successor');
      await cache.close();
    },
  },
  {
    title: 'lives by the platform’s own clock when it is given none',
    async run({ core, assert }) {
      const cache = new core.CacheManager();

      const error = await assert.rejectsAs(
        cache.getOrFetch('key', () => new Promise(() => {}), { flightTimeout: 5 }),
        core.FlightTimeoutError,
      );

      assert.equal(error.code, 'FLIGHT_TIMEOUT');
      await cache.close();
    },
  },
];
