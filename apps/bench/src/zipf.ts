/**
 * Draws keys as web traffic does: the key of rank r is asked for in proportion to 1 / r^skew.
 * The same seed draws the same keys.
 */
export function zipf(keys: number, skew: number, random: () => number): () => number {
  const cumulative = new Float64Array(keys);
  let sum = 0;
  for (let rank = 0; rank < keys; rank++) {
    sum += 1 / (rank + 1) ** skew;
    cumulative[rank] = sum;
  }
  return () => firstAtLeast(cumulative, random() * sum);
}

function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
