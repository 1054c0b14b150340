import { getEventListeners } from 'node:events';
import { ABSENT, type Fault, verdict } from '../fault.js';
import { Upstream, version } from '../upstream.js';

const TERMS = { maxEntries: 10_000, ttl: 3_600_000 };

export const leaving: readonly Fault[] = [
  {
    id: 'A1',
    promise: 'the first caller aborts: the others are answered',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      if (cache.getWithSignal === undefined || contestant.name === 'limit') return ABSENT;

      const leader = new AbortController();
      const first = Promise.allSettled([cache.getWithSignal('key', leader.signal)]);
      const second = cache.get('key');
      await world.settle();
      leader.abort();
      await world.settle();
      upstream.answer(0, version(1));

      const { kind } = await world.outcome(second);
      await first;
      return verdict(kind === 'value', kind === 'error' ? 'rejects them' : 'leaves them hanging');
    },
  },
  {
    id: 'A2',
    promise: 'another caller aborts: he is rejected at once, and alone',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });
      if (cache.getWithSignal === undefined || contestant.name === 'limit') return ABSENT;

      const controller = new AbortController();
      const first = cache.get('key');
      const second = cache.getWithSignal('key', controller.signal);
      await world.settle();
      controller.abort();
      const left = await world.outcome(second);
      upstream.answer(0, version(1));

      const stayed = await world.outcome(first);
      if (left.kind !== 'error') return verdict(false, 'his signal is ignored');
      return verdict(stayed.kind === 'value', 'rejects the first as well');
    },
  },
  {
    id: 'A3',
    promise: '2000 calls under one long-lived signal leave no listener on it',
    async check(contestant, world) {
      const load = async (): Promise<unknown> => version(1);
      const cache = contestant.open({ ...TERMS, load });
      const get = cache.getWithSignal;
      if (get === undefined || contestant.name === 'limit') return ABSENT;

      const { signal } = new AbortController();
      for (let call = 0; call < 2_000; call++) await get(`key:${call}`, signal);
      await world.settle();
      const left = getEventListeners(signal, 'abort').length;
      return verdict(left === 0, `${left} left`);
    },
  },
];
