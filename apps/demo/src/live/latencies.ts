/** How long answers took, in milliseconds: half of them, nearly all, all but the slowest. */
export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Nearest rank: the smallest duration that at least `percent` of all durations do not exceed. */
export function latenciesOf(durations: readonly number[]): Latencies {
  const sorted = Float64Array.from(durations).sort();
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
  return { p50: rank(50), p95: rank(95), p99: rank(99) };
}
