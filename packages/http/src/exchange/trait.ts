import { keyOf } from '@sameflight/core';
import { digest } from '../identity/digest.js';

const ordinals = new WeakMap<object, string>();
let lastOrdinal = 0;
let instance: string | undefined;

/**
 * What tells one setting of a request from another, for `Ask.traits`: of plain data a digest, since it may hold secrets;
 * functions, agents and the like by which one it is, in this process.
 */
export function traitOf(value: unknown): string {
  try {
    return digest(keyOf(value));
  } catch {
    return typeof value === 'symbol' ? String(value) : ordinalOf(value as object);
  }
}

function ordinalOf(value: object): string {
  // Not sooner: workers have no random numbers before their first request.
  instance ??= Math.random().toString(36).slice(2);
  const ordinal = ordinals.get(value) ?? `${instance}#${++lastOrdinal}`;
  ordinals.set(value, ordinal);
  return ordinal;
}
