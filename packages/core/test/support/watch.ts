/** What has become of a promise so far. Watching it handles its rejection. */
export interface Watched<Value> {
  state: 'pending' | 'fulfilled' | 'rejected';
  value: Value | undefined;
  reason: unknown;
}

export function watch<Value>(promise: Promise<Value>): Watched<Value> {
  const watched: Watched<Value> = { state: 'pending', value: undefined, reason: undefined };
  promise.then(
    (value) => Object.assign(watched, { state: 'fulfilled', value }),
    (reason: unknown) => Object.assign(watched, { state: 'rejected', reason }),
  );
  return watched;
}

/** What a promise rejects with, as the very thing that it is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (reason: unknown) => ({ reason }),
  );
  if ('reason' in outcome) return outcome.reason;
  throw new Error(`expected a rejection, got ${String(outcome.value)}`);
}
