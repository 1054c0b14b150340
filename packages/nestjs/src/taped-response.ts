import { validateHeaderName, validateHeaderValue } from 'node:http';
import { plainProperty } from './plain-property.js';
import { type HeaderValue, isReply, type OutgoingResponse } from './platform.js';
import { Tape } from './tape.js';

type Method = (...args: unknown[]) => unknown;
type Members = Record<string, unknown>;
type Write = (tape: Tape, response: Members, args: readonly unknown[]) => unknown;

const taped: WeakSet<object> = new WeakSet();

/** Headers, in the words of Node. */
const NODE_WRITES: Readonly<Record<string, Write>> = {
  setHeader: (tape, response, [name, value]) => writeHeader(tape, response, name, value),
  appendHeader: (tape, response, [name, value]) =>
    writeHeader(tape, response, name, [...lines(read(tape, response, name)), ...lines(value)]),
  setHeaders: (tape, response, [headers]) => writeHeaders(tape, response, headers),
  removeHeader: (tape, response, [name]) => takeHeaderAway(tape, response, name),
  getHeader: (tape, response, [name]) => read(tape, response, name),
  hasHeader: (tape, response, [name]) => read(tape, response, name) !== undefined,
  getHeaders: (tape, response) => readAll(tape, response),
  getHeaderNames: (tape, response) => Object.keys(readAll(tape, response)),
};

/** Headers, in the words of Fastify. Its `code` writes to the response of Node. */
const REPLY_WRITES: Readonly<Record<string, Write>> = {
  header: (tape, response, [name, value = '']) => writeHeader(tape, response, name, value),
  headers: (tape, response, [headers]) => {
    for (const [name, value = ''] of Object.entries(headers as object))
      writeHeader(tape, response, name, value);
    return response;
  },
  type: (tape, response, [value]) => writeHeader(tape, response, 'content-type', value),
  removeHeader: (tape, response, [name]) => takeHeaderAway(tape, response, name),
  getHeader: (tape, response, [name]) => read(tape, response, name),
  hasHeader: (tape, response, [name]) => read(tape, response, name) !== undefined,
  getHeaders: (tape, response) => readAll(tape, response),
};

/** What leaves no trace in the headers until the answer is sent. */
const REPLY_COOKIES = ['setCookie', 'cookie', 'clearCookie'];
const REPLY_SETTINGS = ['serializer', 'trailer', 'removeTrailer'];
const NODE_SENDS = ['writeHead', 'write', 'end', 'flushHeaders', 'writeEarlyHints', 'addTrailers'];
const REPLY_SENDS = ['send', 'redirect', 'hijack', 'callNotFound'];

/** Makes what a flight writes to `response` go to the flight's tape. All others write to it as ever. */
export function tapeResponse(response: OutgoingResponse): void {
  if (taped.has(response)) return;
  taped.add(response);
  const members = response as unknown as Members;
  if (!isReply(response)) return tapeNode(members);
  tapeResponse(response.raw);
  for (const [name, write] of Object.entries(REPLY_WRITES)) divert(members, name, write);
  for (const name of REPLY_COOKIES) withhold(members, name, 'set-cookie');
  for (const name of REPLY_SETTINGS) withhold(members, name, 'header');
  for (const name of REPLY_SENDS) release(members, name);
}

function tapeNode(response: Members): void {
  for (const [name, write] of Object.entries(NODE_WRITES)) divert(response, name, write);
  for (const name of NODE_SENDS) release(response, name);
  divertProperty(response, 'statusCode', 'status');
  divertProperty(response, 'statusMessage', 'statusMessage');
}

function divert(response: Members, name: string, write: Write): void {
  replace(response, name, (original) => (...args) => {
    const tape = tapeFor(response);
    return tape === undefined ? original(...args) : write(tape, response, args);
  });
}

/** The call is made on the response of the flight's starter alone, once he is answered. */
function withhold(response: Members, name: string, reason: 'set-cookie' | 'header'): void {
  replace(response, name, (original) => (...args) => {
    const tape = tapeFor(response);
    if (tape === undefined) return original(...args);
    tape.keep(() => original(...args), reason);
    return response;
  });
}

function release(response: Members, name: string): void {
  replace(response, name, (original) => (...args) => {
    tapeFor(response)?.release();
    return original(...args);
  });
}

function replace(response: Members, name: string, make: (original: Method) => Method): void {
  const method = response[name];
  if (typeof method !== 'function') return;
  const value = make((...args) => method.apply(response, args) as unknown);
  Object.defineProperty(response, name, { value, writable: true, configurable: true });
}

function divertProperty(
  response: Members,
  name: 'statusCode' | 'statusMessage',
  field: 'status' | 'statusMessage',
): void {
  const plain = plainProperty(response, name);
  Object.defineProperty(response, name, {
    configurable: true,
    enumerable: true,
    get: () => tapeFor(response)?.[field] ?? plain.get(),
    set: (value: unknown) => {
      const tape = tapeFor(response);
      if (tape === undefined) plain.set(value);
      else writeStatus(tape, field, value);
    },
  });
}

function tapeFor(response: Members): Tape | undefined {
  return Tape.recording(response as unknown as OutgoingResponse);
}

/** As strict as Node is when it writes: what it would refuse then must not be stored, and fail for every caller. */
function writeHeader(tape: Tape, response: Members, name: unknown, value: unknown): unknown {
  validateHeaderName(String(name));
  validateHeaderValue(String(name), value as string);
  tape.set(String(name), value as HeaderValue);
  return response;
}

function takeHeaderAway(tape: Tape, response: Members, name: unknown): unknown {
  tape.set(String(name), undefined);
  return response;
}

function writeStatus(tape: Tape, field: 'status' | 'statusMessage', value: unknown): void {
  if (field === 'statusMessage') {
    if (value !== undefined) validateHeaderValue(field, value as string);
    tape.statusMessage = value as string | undefined;
    return;
  }
  const status = Number(value);
  if (!(Number.isInteger(status) && status >= 100 && status <= 999))
    throw new RangeError(`the status must be an integer from 100 to 999, got ${String(value)}`);
  tape.status = status;
}

function writeHeaders(tape: Tape, response: Members, headers: unknown): unknown {
  const isIterable = typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
  const entries = isIterable
    ? (headers as Iterable<[string, unknown]>)
    : Object.entries(headers as object);
  for (const [name, value] of entries) writeHeader(tape, response, name, value);
  return response;
}

function read(tape: Tape, response: Members, name: unknown): unknown {
  const key = String(name).toLowerCase();
  if (tape.headers.has(key)) return tape.headers.get(key);
  return Reflect.apply(prototypeMethod(response, 'getHeader'), response, [key]);
}

function readAll(tape: Tape, response: Members): Record<string, unknown> {
  const own = Reflect.apply(prototypeMethod(response, 'getHeaders'), response, []) as object;
  const all = { ...own, ...Object.fromEntries(tape.headers) } as Record<string, unknown>;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function prototypeMethod(response: Members, name: string): Method {
  return (Object.getPrototypeOf(response) as Members)[name] as Method;
}

function lines(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
