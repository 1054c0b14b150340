import { AsyncLocalStorage } from 'node:async_hooks';
import { ABSENT, type Fault, verdict } from '../fault.js';
import { version } from '../upstream.js';

const SWR = { maxEntries: 100, ttl: 1_000, stale: 3_600_000 };

/** Some reckon in whole seconds. */
const A_WHILE = 2_000;

export const context: readonly Fault[] = [
  {
    id: 'C1',
    promise: "a background refresh does not run in its caller's async context",
    async check(contestant, world) {
      const user = new AsyncLocalStorage<string>();
      const seen: (string | undefined)[] = [];
      const load = async (): Promise<unknown> => {
        seen.push(user.getStore());
        return version(seen.length);
      };
      const cache = contestant.openStale?.({ ...SWR, load });
      if (cache === undefined) return ABSENT;
      await world.outcome(cache.get('key'));
      await world.advance(SWR.ttl + A_WHILE);

      await world.outcome(
        user.run('alice', () => cache.get('key')),
        10,
      );
      if (seen.length < 2) return verdict(false, 'no refresh was seen');
      return verdict(seen[1] === undefined, 'runs as the caller');
    },
  },
  {
    id: 'C2',
    promise: "a caller who joins goes on in his own context, not the first's",
    async check(contestant, world) {
      const user = new AsyncLocalStorage<string>();
      let answer: (value: unknown) => void = () => {};
      const load = (): Promise<unknown> =>
        new Promise((resolve) => {
          answer = resolve;
        });
      const cache = contestant.open({ maxEntries: 100, ttl: 3_600_000, load });

      const first = user.run('alice', () => cache.get('key'));
      const second = user.run('bob', async () => {
        await cache.get('key');
        return user.getStore();
      });
      await world.settle();
      answer(version(1));
      await world.outcome(first);
      const outcome = await world.outcome(second);
      return verdict(outcome.kind === 'value' && outcome.value === 'bob', "goes on in another's");
    },
  },
];
