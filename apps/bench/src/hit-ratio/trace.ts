/** Requests in their order: one key id each, numbered by first appearance. */
export interface Trace {
  readonly name: string;
  readonly kind: TraceKind;
  readonly requests: Uint32Array;
  /** How many different keys there are; ids are below it. */
  readonly keys: number;
}

/** `web` traces are what users of this library have; `other` ones come from disks and databases; `generated` ones from formulas. */
export type TraceKind = 'web' | 'other' | 'generated';

/** Numbers ids by first appearance, and counts them. */
export function traceOf(name: string, kind: TraceKind, ids: ArrayLike<number>): Trace {
  const numbers = new Map<number, number>();
  const requests = new Uint32Array(ids.length);
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] as number;
    let number = numbers.get(id);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(id, number);
    }
    requests[index] = number;
  }
  return { name, kind, requests, keys: numbers.size };
}
