import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HeaderValue } from './platform.js';
import type { Tape } from './tape.js';

export type Method = (...args: unknown[]) => unknown;
/** A response, as the object that it is. */
export type Members = Record<string, unknown>;

/** As strict as Node is when it writes: what it would refuse then must not be stored, and fail for every caller. */
export function writeHeader(tape: Tape, response: Members, name: unknown, value: unknown): unknown {
  validateHeaderName(String(name));
  validateHeaderValue(String(name), value as string);
  tape.set(String(name), value as HeaderValue);
  return response;
}

export function takeHeaderAway(tape: Tape, response: Members, name: unknown): unknown {
  tape.set(String(name), undefined);
  return response;
}

export function writeStatus(tape: Tape, field: 'status' | 'statusMessage', value: unknown): void {
  if (field === 'statusMessage') {
    if (value !== undefined) validateHeaderValue(field, value as string);
    tape.statusMessage = value as string | undefined;
    return;
  }
  const status = Number(value);
  if (!(Number.isInteger(status) && status >= 100 && status <= 999))
    throw new RangeError(`there is no status ${String(value)}`);
  tape.status = status;
}

export function writeHeaders(
  tape: Tape,
  response: Members,
  headers: unknown,
  none?: string,
): unknown {
  const isIterable = typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
  const entries = isIterable
    ? (headers as Iterable<[string, unknown]>)
    : Object.entries(headers as object);
  for (const [name, value = none] of entries) writeHeader(tape, response, name, value);
  return response;
}

export function read(tape: Tape, response: Members, name: unknown): unknown {
  const key = String(name).toLowerCase();
  if (tape.headers.has(key)) return tape.headers.get(key);
  return Reflect.apply(prototypeMethod(response, 'getHeader'), response, [key]);
}

export function readAll(tape: Tape, response: Members): Record<string, unknown> {
  const own = Reflect.apply(prototypeMethod(response, 'getHeaders'), response, []) as object;
  const all = { ...own, ...Object.fromEntries(tape.headers) } as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function prototypeMethod(response: Members, name: string): Method {
  return (Object.getPrototypeOf(response) as Members)[name] as Method;
}

export function lines(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
