import { EMPTY, type Observable, ReplaySubject } from 'rxjs';

/** What a handler's observable turned out to be. A promise is an observable of one value here, as Nest makes it one. */
export type Emission =
  | { readonly kind: 'one'; readonly value: unknown }
  | {
      readonly kind: 'no-value' | 'many-values';
      /** All of it, from its first value on, for the one caller that may have it. */
      readonly rest: Observable<unknown>;
      readonly dispose: () => void;
    };

/**
 * Waits until `source` has completed with its one value, or has shown that it is not of that kind.
 *
 * @throws what `source` fails with
 */
export function emissionOf(source: Observable<unknown>, signal: AbortSignal): Promise<Emission> {
  return new Promise((resolve, reject) => {
    const values: unknown[] = [];
    let rest: ReplaySubject<unknown> | undefined;
    const subscription = source.subscribe({
      next: (value) => {
        if (rest !== undefined) return rest.next(value);
        if (values.push(value) === 1) return;
        rest = replaying(values);
        const dispose = (): void => subscription.unsubscribe();
        resolve({ kind: 'many-values', rest, dispose });
      },
      error: (error: unknown) => (rest === undefined ? reject(error) : rest.error(error)),
      complete: () => {
        if (rest !== undefined) return rest.complete();
        if (values.length === 0) resolve({ kind: 'no-value', rest: EMPTY, dispose: () => {} });
        else resolve({ kind: 'one', value: values[0] });
      },
    });
    signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  });
}

function replaying(values: readonly unknown[]): ReplaySubject<unknown> {
  const subject = new ReplaySubject<unknown>();
  for (const value of values) subject.next(value);
  return subject;
}
