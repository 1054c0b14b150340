import type { ContestantCache } from '../../contestants/contestant.js';
import { ABSENT, type Fault, type Verdict, verdict } from '../fault.js';
import { isVersion, Upstream, version } from '../upstream.js';
import type { World } from '../world.js';

const TERMS = { maxEntries: 1_000, ttl: 3_600_000 };
const SWR = { maxEntries: 1_000, ttl: 1_000, stale: 3_600_000 };

/** Some reckon in whole seconds. */
const A_WHILE = 2_000;

export const invalidation: readonly Fault[] = [
  {
    id: 'F2',
    promise: 'deleted while it is fetched: a later read is fresh',
    check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      return overtaken(cache, upstream, world, cache.delete && (() => cache.delete?.('key')));
    },
  },
  {
    id: 'F2b',
    promise: 'cleared while it is fetched: a later read is fresh',
    check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      return overtaken(cache, upstream, world, cache.clear && (() => cache.clear?.()));
    },
  },
  {
    id: 'F2c',
    promise: 'a reader after a delete does not join the call from before',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      if (cache.delete === undefined) return ABSENT;

      const early = cache.get('key');
      await world.settle();
      await world.outcome(cache.delete('key'));
      const late = cache.get('key');
      await world.settle();
      const { length } = upstream.calls;

      for (let call = 0; call < length; call++) upstream.answer(call, version(call));
      await world.outcome(Promise.allSettled([early, late]));
      return verdict(length === 2, 'joins it');
    },
  },
  {
    id: 'T1',
    promise: 'its tag invalidated while it is fetched: a later read is fresh',
    check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.openTagged?.({ ...TERMS, load: upstream.load });
      if (cache === undefined || contestant.name === 'limit') return Promise.resolve(ABSENT);
      return overtaken(cache, upstream, world, () => cache.invalidateTag());
    },
  },
  {
    id: 'F3',
    promise: 'set while it is fetched: what was set wins',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      if (cache.set === undefined) return ABSENT;

      const early = cache.get('key');
      await world.settle();
      await world.outcome(cache.set('key', version(2)));
      upstream.answer(0, version(1));
      await world.outcome(Promise.allSettled([early]));

      const late = await world.outcome(cache.get('key'));
      return verdict(
        late.kind === 'value' && isVersion(late.value, 2),
        'the older value replaces it',
      );
    },
  },
  {
    id: 'S2',
    promise: 'deleted while it is refreshed in the background: it stays deleted',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.openStale?.({ ...SWR, load: upstream.load });
      if (cache?.delete === undefined) return ABSENT;
      const first = cache.get('key');
      await world.settle();
      upstream.answer(0, version(0));
      await world.outcome(first);
      await world.advance(SWR.ttl + A_WHILE);

      await world.outcome(cache.get('key'), 1);
      await world.outcome(cache.delete('key'));
      upstream.answer(1, version(1));
      await world.settle();

      const late = cache.get('key');
      await world.settle();
      upstream.answer(2, version(2));
      const { kind } = await world.outcome(late);
      return verdict(
        kind !== 'pending' && upstream.calls.length === 3,
        'the refresh brings it back',
      );
    },
  },
];

async function overtaken(
  cache: ContestantCache,
  upstream: Upstream,
  world: World,
  invalidate: (() => unknown) | undefined,
): Promise<Verdict> {
  if (invalidate === undefined) return ABSENT;
  const early = cache.get('key');
  await world.settle();
  await world.advance(10);
  await world.outcome(invalidate());
  await world.advance(10);
  upstream.answer(0, version(0));
  await world.outcome(Promise.allSettled([early]));
  await world.advance(10);

  const late = cache.get('key');
  await world.settle();
  upstream.answer(1, version(1));
  const outcome = await world.outcome(late);
  return verdict(
    outcome.kind === 'value' && isVersion(outcome.value, 1),
    'the old value is served',
  );
}
