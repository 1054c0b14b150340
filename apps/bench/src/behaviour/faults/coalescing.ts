import { ABSENT, type Fault, verdict } from '../fault.js';
import { Upstream, version } from '../upstream.js';

const TERMS = { maxEntries: 1_000, ttl: 3_600_000 };

export const coalescing: readonly Fault[] = [
  {
    id: 'F1',
    promise: '1000 callers make one call',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });

      const answers = Promise.all(Array.from({ length: 1_000 }, () => cache.get('key')));
      await world.settle();
      upstream.answer(0, version(1));

      const { kind } = await world.outcome(answers);
      return verdict(
        kind === 'value' && upstream.calls.length === 1,
        `${upstream.calls.length} calls, ${kind}`,
      );
    },
  },
  {
    id: 'F7',
    promise: '100 callers of a failing call make one call, and all hear of it',
    async check(contestant, world) {
      let calls = 0;
      const load = async (): Promise<unknown> => {
        calls++;
        throw new Error('upstream is down');
      };
      const cache = contestant.open({ ...TERMS, load });

      const answers = Promise.allSettled(Array.from({ length: 100 }, () => cache.get('key')));
      const outcome = await world.outcome(answers, 1_000);

      const settled =
        outcome.kind === 'value' ? (outcome.value as PromiseSettledResult<unknown>[]) : [];
      const heard = settled.filter(({ status }) => status === 'rejected').length;
      return verdict(calls === 1 && heard === 100, `${calls} calls, ${heard} of 100 rejected`);
    },
  },
  {
    id: 'F18',
    promise: 'a fetcher that asks for its own key is not left hanging',
    async check(contestant, world) {
      const cache = contestant.open({
        ...TERMS,
        async load() {
          await Promise.resolve();
          return cache.get('key');
        },
      });

      const { kind } = await world.outcome(cache.get('key'), 1_000);
      return verdict(kind === 'error', kind === 'pending' ? 'hangs' : 'answers');
    },
  },
  {
    id: 'E1',
    promise: 'more calls in flight than there is room for entries: all are answered',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, maxEntries: 2, load: upstream.load });

      const keys = Array.from({ length: 10 }, (_, index) => `key:${index}`);
      const answers = Promise.allSettled(keys.map((key) => cache.get(key)));
      await world.settle();
      for (const call of upstream.calls) call.resolve(version(1));

      const outcome = await world.outcome(answers, 1_000);
      if (outcome.kind !== 'value') return verdict(false, 'hangs');
      const settled = outcome.value as PromiseSettledResult<unknown>[];
      const failed = settled.filter(({ status }) => status === 'rejected').length;
      return verdict(failed === 0, `${failed} of 10 rejected`);
    },
  },
  {
    id: 'B1',
    promise: 'a call for one key joins the batch that is fetching it',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      if (cache.getMany === undefined || contestant.name === 'limit') return ABSENT;

      const many = cache.getMany(['a', 'b']);
      await world.settle();
      const single = cache.get('b');
      await world.settle();
      const calls = upstream.calls.length;
      for (const call of upstream.calls) call.resolve({ id: call.key });

      await world.outcome(Promise.allSettled([many, single]));
      return verdict(calls === 2, `${calls - 1} calls for the key`);
    },
  },
];
