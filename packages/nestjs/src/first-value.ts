import { EMPTY, Observable, Subject } from 'rxjs';

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
    const held: unknown[] = [];
    const later = new Subject<unknown>();
    let isMany = false;
    const subscription = source.subscribe({
      next: (value) => {
        if (later.observed) return later.next(value);
        if (held.push(value) === 1 || isMany) return;
        isMany = true;
        const dispose = (): void => subscription.unsubscribe();
        resolve({ kind: 'many-values', rest: following(held, later), dispose });
      },
      error: (error: unknown) => (isMany ? later.error(error) : reject(error)),
      complete: () => {
        if (isMany) later.complete();
        else if (held.length === 0) resolve({ kind: 'no-value', rest: EMPTY, dispose: () => {} });
        else resolve({ kind: 'one', value: held[0] });
      },
    });
    signal.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  });
}

/** What was held back, once, and then what comes: nothing is kept of what has been passed on. */
function following(held: unknown[], later: Observable<unknown>): Observable<unknown> {
  return new Observable((subscriber) => {
    for (const value of held.splice(0)) subscriber.next(value);
    return later.subscribe(subscriber);
  });
}
