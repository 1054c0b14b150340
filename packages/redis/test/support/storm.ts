import type { FleetProcess, Upstream } from './fleet.js';

const KEYS = ['a', 'b', 'c'];

export interface Storm {
  readonly upstream: Upstream;
  /** Every process invalidates `times` times, while others fetch and read. */
  rage(times: number): Promise<{ readonly violations: readonly string[]; readonly reads: number }>;
}

/**
 * Invalidations from all processes at once, while all of them read. The truth about a key is a number that grows with every invalidation of it;
 * a fetch gets the truth of when it began, and takes a while. So an answer that is less than the truth at an invalidation is one that was invalidated.
 */
export function storm(processes: readonly FleetProcess[]): Storm {
  const truth = new Map(KEYS.map((key) => [key, 1]));
  const violations: string[] = [];
  let reads = 0;
  let marks = 0;
  let isOver = false;

  function judge(what: string, value: unknown, least: number): void {
    reads++;
    if ((value as number) < least) violations.push(`${what}: ${value}, not ${least}`);
  }

  /** Gives what the truth was when it was asked for. */
  async function invalidate(from: FleetProcess): Promise<ReadonlyMap<string, number>> {
    const key = pick(KEYS);
    const kind = pick(['delete', 'deleteByTag', 'clear'] as const);
    const concerned = kind === 'delete' ? [key] : KEYS;
    for (const one of concerned) truth.set(one, (truth.get(one) as number) + 1);
    const least = new Map(concerned.map((one) => [one, truth.get(one) as number]));
    if (kind === 'delete') await from.order({ kind, key });
    else if (kind === 'deleteByTag') await from.order({ kind, tag: 'all' });
    else await from.order({ kind });
    return least;
  }

  async function strike(from: FleetProcess): Promise<void> {
    const least = await invalidate(from);
    const checks = [...least].map(async ([key, wanted]) => {
      const stored = pick(processes).order({ kind: 'read', key });
      const [own] = (await from.get(key)).values;
      judge(`${key}, from who invalidated it`, own, wanted);
      judge(`${key}, from Redis`, (await stored) ?? Number.POSITIVE_INFINITY, wanted);
    });
    await Promise.all(checks);
    await told(from, least);
  }

  /** Messages come in order: whoever has heard of a later one has heard of all before. */
  async function told(from: FleetProcess, least: ReadonlyMap<string, number>): Promise<void> {
    const mark = `mark:${++marks}`;
    await from.order({ kind: 'delete', key: mark });
    const others = processes.filter((one) => one !== from);
    const checks = others.map(async (one) => {
      await one.order({ kind: 'hear', key: mark });
      for (const [key, wanted] of least)
        judge(`${key}, from who was told`, (await one.get(key)).values[0], wanted);
    });
    await Promise.all(checks);
  }

  async function look(from: FleetProcess): Promise<void> {
    const seen = new Map<string, number>();
    while (!isOver) {
      const key = pick(KEYS);
      const [value] = (await from.get(key, 10)).values as [number];
      judge(`${key}, from who saw a newer one`, value, seen.get(key) ?? 0);
      seen.set(key, value);
    }
  }

  return {
    async upstream(key) {
      const value = truth.get(key);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      return value;
    },
    async rage(times) {
      const looks = processes.map(look);
      const strikes = processes.map(async (from) => {
        for (let count = 0; count < times; count++) await strike(from);
      });
      await Promise.all(strikes);
      isOver = true;
      await Promise.all(looks);
      return { violations, reads };
    },
  };
}

function pick<Value>(values: readonly Value[]): Value {
  return values[Math.floor(Math.random() * values.length)] as Value;
}
