/** Lets everything happen that needs no time: resolves when no promise is left to settle. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
