import { type Fault, verdict } from '../fault.js';
import { version } from '../upstream.js';

const HOUR = 3_600_000;
const TTL = 2_000;

export const time: readonly Fault[] = [
  {
    id: 'F16',
    promise: 'the wall clock goes back an hour: an entry ends when its ttl does',
    async check(contestant, world) {
      let calls = 0;
      const load = async (): Promise<unknown> => version(++calls);
      const cache = contestant.open({ maxEntries: 100, ttl: TTL, load });
      await world.outcome(cache.get('key'));
      await world.advance(TTL * 2);
      await world.outcome(cache.get('key'));
      if (calls === 1) return { kind: 'absent', note: 'no ttl' };

      world.jumpWallClock(-HOUR);
      await world.advance(TTL * 2);
      await world.outcome(cache.get('key'));
      world.jumpWallClock(HOUR);
      return verdict(calls === 3, 'lives an hour longer');
    },
  },
  {
    id: 'F16b',
    promise: 'the wall clock goes forward an hour: an entry lives until its ttl ends',
    async check(contestant, world) {
      let calls = 0;
      const load = async (): Promise<unknown> => version(++calls);
      const cache = contestant.open({ maxEntries: 100, ttl: HOUR / 2, load });
      await world.outcome(cache.get('key'));

      world.jumpWallClock(HOUR);
      await world.advance(TTL);
      await world.outcome(cache.get('key'));
      world.jumpWallClock(-HOUR);
      return verdict(calls === 1, 'ends at once');
    },
  },
];
