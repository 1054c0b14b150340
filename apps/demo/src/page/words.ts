/** `1,000` */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `0.4 ms`, `12 ms`, `1.3 s` */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** `1 call`, `2 calls` */
export function calls(value: number): string {
  return `${count(value)} ${value === 1 ? 'call' : 'calls'}`;
}
