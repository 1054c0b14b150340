import { type Fault, verdict } from '../fault.js';
import { Upstream, version } from '../upstream.js';

const TERMS = { maxEntries: 1_000, ttl: 3_600_000 };

const AWKWARD_KEYS = ['__proto__', 'constructor', 'toString', '', ' ', 'x'.repeat(100_000)];

export const values: readonly Fault[] = [
  {
    id: 'F8',
    promise: 'a caller cannot change the cached value',
    async check(contestant, world) {
      const cache = contestant.open({ ...TERMS, load: async () => ({ items: [1] }) });
      await world.outcome(cache.get('key'));

      const first = await world.outcome(cache.get('key'));
      if (first.kind === 'value') (first.value as { items: number[] }).items.push(2);

      const second = await world.outcome(cache.get('key'));
      const items = second.kind === 'value' ? (second.value as { items: number[] }).items : [];
      return verdict(items.length === 1, 'shared by identity');
    },
  },
  {
    id: 'F10',
    promise: '`undefined` is a value: 50 gets make one call',
    async check(contestant, world) {
      let calls = 0;
      const cache = contestant.open({
        ...TERMS,
        load: async () => {
          calls++;
        },
      });

      for (let call = 0; call < 50; call++) {
        const { kind } = await world.outcome(cache.get('key'));
        if (kind !== 'value') return verdict(false, kind === 'error' ? 'rejects' : 'hangs');
      }
      return verdict(calls === 1, `${calls} calls`);
    },
  },
  {
    id: 'F11',
    promise:
      'keys such as `__proto__`, `constructor`, the empty string and a very long one are ordinary',
    async check(contestant, world) {
      const upstream = new Upstream();
      const cache = contestant.open({ ...TERMS, load: upstream.load });

      for (const [index, key] of AWKWARD_KEYS.entries()) {
        const first = cache.get(key);
        await world.settle();
        upstream.answer(index, version(index));
        await world.outcome(first);
        await world.outcome(cache.get(key));
        if (upstream.calls.length !== index + 1)
          return verdict(false, `"${key.slice(0, 12)}": ${upstream.calls.length - index} calls`);
      }
      return verdict(true);
    },
  },
];
