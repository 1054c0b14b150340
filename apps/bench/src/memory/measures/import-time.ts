/** Milliseconds that importing a package takes, in a process that has imported nothing else. */
export async function measure(url: string): Promise<number> {
  const start = performance.now();
  await import(url);
  return performance.now() - start;
}
