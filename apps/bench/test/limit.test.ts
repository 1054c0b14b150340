import { describe, expect, it } from 'vitest';
import { limit } from '../src/contestants/limit.js';

describe('the limit', () => {
  it('makes one call for all who ask at once, and hands out the very same promise', async () => {
    let calls = 0;
    const load = async (): Promise<number> => ++calls;
    const cache = limit.open({ maxEntries: 2, ttl: 1, load });

    const first = cache.get('a');

    expect(cache.get('a')).toBe(first);
    expect(await first).toBe(1);
    expect(calls).toBe(1);
  });

  it('pushes out who came first', async () => {
    const asked: string[] = [];
    const load = async (key: string): Promise<string> => {
      asked.push(key);
      return key;
    };
    const cache = limit.open({ maxEntries: 2, ttl: 1, load });

    for (const key of ['a', 'b', 'a', 'c', 'b', 'a']) await cache.get(key);

    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('does not keep a failure', async () => {
    let calls = 0;
    const load = async (): Promise<number> => {
      if (++calls === 1) throw new Error('upstream is down');
      return calls;
    };
    const cache = limit.open({ maxEntries: 2, ttl: 1, load });

    await expect(cache.get('a')).rejects.toThrow('upstream is down');

    expect(await cache.get('a')).toBe(2);
  });
});
