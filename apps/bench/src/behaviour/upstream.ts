import type { Load } from '../contestants/contestant.js';

/** A call that arrived upstream, to be answered by hand. */
export interface UpstreamCall {
  readonly key: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** An upstream whose answers a check gives by hand, in whatever order it likes. */
export class Upstream {
  readonly calls: UpstreamCall[] = [];

  readonly load: Load = (key) =>
    new Promise((resolve, reject) => {
      this.calls.push({ key, resolve, reject });
    });

  /** Answers the call of that number, counted from 0. */
  answer(call: number, value: unknown): void {
    this.calls[call]?.resolve(value);
  }

  fail(call: number, error: unknown): void {
    this.calls[call]?.reject(error);
  }
}

/** Values are objects, as some caches keep nothing else. */
export function version(number: number): { readonly version: number } {
  return { version: number };
}

/** Is this the value of that number, or a copy? */
export function isVersion(value: unknown, number: number): boolean {
  return (
    typeof value === 'object' && value !== null && 'version' in value && value.version === number
  );
}
