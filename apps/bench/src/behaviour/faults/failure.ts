import { ABSENT, type Fault, verdict } from '../fault.js';
import { isVersion, Upstream, version } from '../upstream.js';

const TERMS = { maxEntries: 1_000, ttl: 3_600_000 };
const SWR = { maxEntries: 1_000, ttl: 1_000, stale: 10_000 };

/** Some reckon in whole seconds. */
const A_WHILE = 2_000;

/** As long as a caller of a service is likely to have patience, and then some. */
const LONG = 45_000;

export const failure: readonly Fault[] = [
  {
    id: 'F4',
    promise: 'a call that never ends does not block its key: a caller after 45 s is served',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });

      const hung = Promise.allSettled([cache.get('key')]);
      await world.advance(LONG);
      const second = cache.get('key');
      await world.settle();
      upstream.answer(1, version(1));

      const { kind } = await world.outcome(second, 1_000);
      void hung;
      return verdict(kind === 'value', kind === 'pending' ? 'hangs' : 'rejects');
    },
  },
  {
    id: 'F4b',
    promise: '…or at least after a delete',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      if (cache.delete === undefined) return ABSENT;

      const hung = Promise.allSettled([cache.get('key')]);
      await world.settle();
      await world.outcome(cache.delete('key'));
      const second = cache.get('key');
      await world.settle();
      upstream.answer(1, version(1));

      const { kind } = await world.outcome(second, 1_000);
      void hung;
      return verdict(kind === 'value', kind === 'pending' ? 'hangs' : 'rejects');
    },
  },
  {
    id: 'S3',
    promise:
      'a background refresh that never ends: past the stale window a caller gets a fresh value',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.openStale?.({ ...SWR, load: upstream.load });
      if (cache === undefined) return ABSENT;
      const first = cache.get('key');
      await world.settle();
      upstream.answer(0, version(0));
      await world.outcome(first);
      await world.advance(SWR.ttl + A_WHILE);
      await world.outcome(cache.get('key'), 1);

      await world.advance(LONG);
      const late = cache.get('key');
      await world.settle();
      upstream.answer(2, version(2));

      const outcome = await world.outcome(late, 1_000);
      if (outcome.kind !== 'value')
        return verdict(false, outcome.kind === 'pending' ? 'hangs' : 'rejects');
      return verdict(isVersion(outcome.value, 2), 'serves the old value past the window');
    },
  },
  {
    id: 'F5',
    promise: 'a fetcher that throws is a rejection, and the next call works',
    async check(contestant, world) {
      let calls = 0;
      const cache = contestant.open({
        ...TERMS,
        load() {
          if (++calls === 1) throw new Error('thrown at once');
          return Promise.resolve(version(calls));
        },
      });

      let first: Promise<unknown>;
      try {
        first = cache.get('key');
      } catch {
        return verdict(false, 'throws at the caller');
      }
      const { kind } = await world.outcome(first);
      const second = await world.outcome(cache.get('key'), 1_000);
      return verdict(
        kind === 'error' && second.kind === 'value',
        kind === 'error' ? `then ${second.kind}` : `the first call is a ${kind}`,
      );
    },
  },
  {
    id: 'F6',
    promise: '`reject(undefined)` rejects every caller',
    async check(contestant, world) {
      const load = (): Promise<unknown> => Promise.resolve().then(() => Promise.reject(undefined));
      const cache = contestant.open({ ...TERMS, load });

      const answers = Promise.allSettled([1, 2, 3].map(() => cache.get('key')));
      const outcome = await world.outcome(answers, 1_000);
      if (outcome.kind !== 'value') return verdict(false, 'hangs');
      const settled = outcome.value as PromiseSettledResult<unknown>[];
      const rejected = settled.filter(
        (result) => result.status === 'rejected' && result.reason === undefined,
      );
      const resolved = settled.filter(({ status }) => status === 'fulfilled');
      return verdict(
        rejected.length === 3,
        resolved.length > 0 ? `${resolved.length} of 3 resolve` : 'another error in its place',
      );
    },
  },
  {
    id: 'F12',
    promise: 'a background refresh that fails leaves no unhandled rejection',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.openStale?.({ ...SWR, load: upstream.load });
      if (cache === undefined) return ABSENT;
      const first = cache.get('key');
      await world.settle();
      upstream.answer(0, version(0));
      await world.outcome(first);
      await world.advance(SWR.ttl + A_WHILE);
      world.unhandledRejections();

      await world.outcome(cache.get('key'), 1);
      upstream.fail(1, new Error('upstream is down'));
      await world.advance(1_000);
      const unhandled = world.unhandledRejections();
      return verdict(unhandled === 0, `${unhandled} unhandled`);
    },
  },
];
