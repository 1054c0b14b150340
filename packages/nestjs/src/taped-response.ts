import { plainProperty } from './plain-property.js';
import { isReply, type OutgoingResponse } from './platform.js';
import { Tape } from './tape.js';
import {
  lines,
  type Members,
  type Method,
  read,
  readAll,
  takeHeaderAway,
  writeHeader,
  writeHeaders,
  writeStatus,
} from './tape-access.js';

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
  headers: (tape, response, [headers]) => writeHeaders(tape, response, headers, ''),
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
