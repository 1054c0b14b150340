/** The middle of what was seen, and the interval that holds the true middle in 95 of 100 cases. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median of the quotients that two contestants had in each round, with its interval. */
export function ratioOf(
  rounds: readonly Readonly<Record<string, number>>[],
  name: string,
  base: string,
): Spread | undefined {
  const ratios: number[] = [];
  for (const round of rounds) {
    const own = round[name];
    const other = round[base];
    if (own !== undefined && other !== undefined) ratios.push(own / other);
  }
  return ratios.length === 0 ? undefined : spreadOf(ratios);
}

/** By order statistics, which ask nothing of the distribution. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((left, right) => left - right);
  const rank = intervalRank(sorted.length);
  return {
    median: middleOf(sorted),
    low: sorted[rank] as number,
    high: sorted[sorted.length - 1 - rank] as number,
  };
}

/** The contestant whose median over the rounds is the least, among those named. */
export function fastest(
  rounds: readonly Readonly<Record<string, number>>[],
  names: readonly string[],
): string | undefined {
  const medians = names
    .map((name) => ({ name, times: rounds.flatMap((round) => round[name] ?? []) }))
    .filter(({ times }) => times.length > 0)
    .map(({ name, times }) => ({ name, time: spreadOf(times).median }))
    .sort((left, right) => left.time - right.time);
  return medians[0]?.name;
}

/** Whom the others are multiples of: the limit, or the fastest where it takes no part. */
export function baseOf(rounds: readonly Readonly<Record<string, number>>[], limit: string): string {
  const names = Object.keys(rounds[0] ?? {});
  return names.includes(limit) ? limit : (fastest(rounds, names) ?? limit);
}

/** How many samples to leave out at each end: the median lies between the rest with a chance of at least 95 %. */
function intervalRank(count: number): number {
  let tail = 2 ** -count;
  let probability = tail;
  let rank = 0;
  for (;;) {
    probability = (probability * (count - rank)) / (rank + 1);
    if (2 * (tail + probability) > 0.05) return rank;
    tail += probability;
    rank++;
  }
}

function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >>> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
