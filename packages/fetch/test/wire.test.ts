import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { cached, cacheStatus, turn } from './support/cached.js';

/** A server that answers each request with these bytes, and closes. */
async function wire(answer: string | Buffer): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => {
      requests++;
      socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests: () => requests,
  };
}

function message(start: string, fields: readonly string[], body = 'body'): string {
  return `${[start, ...fields].join('\r\n')}\r\n\r\n${body}`;
}

const OK = 'HTTP/1.1 200 OK';
const FRESH = 'Cache-Control: max-age=60';
const FOUR = 'Content-Length: 4';

/** What comes over the wire, and whether it is used again. */
const MESSAGES: Record<string, [text: string, isReused: boolean]> = {
  'of HTTP/1.0, without a length': [message('HTTP/1.0 200 OK', [FRESH]), true],
  'with a length': [message(OK, [FRESH, FOUR]), true],
  'behind early hints': [
    `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${message(OK, [FRESH, FOUR])}`,
    true,
  ],
  'with a line that forbids, and one that permits': [
    message(OK, ['Cache-Control: no-store', FRESH, FOUR]),
    false,
  ],
  'with two lifetimes': [message(OK, ['Cache-Control: max-age=0', FRESH, FOUR]), false],
  'with a line that breaks the grammar': [
    message(OK, [FRESH, 'Cache-Control: private="x', FOUR]),
    false,
  ],
  'with tabs and spaces about its directives': [
    message(OK, ['Cache-Control:\t max-age=60\t,  , public ', FOUR]),
    true,
  ],
  'with a Vary in two lines': [message(OK, [FRESH, FOUR, 'Vary: accept', 'Vary: *']), false],
  'with a long field': [message(OK, [FRESH, FOUR, `X-Long: ${'x'.repeat(8_000)}`]), true],
  'with many fields': [
    message(OK, [FRESH, FOUR, ...Array.from({ length: 200 }, (_, at) => `X-${at}: y`)]),
    true,
  ],
  'with bytes beyond ASCII': [message(OK, [FRESH, FOUR, 'X-A: \u00e4']), true],
  'in chunks, with a trailer': [
    message(OK, [FRESH, 'Transfer-Encoding: chunked'], '4\r\nbody\r\n0\r\nX-T: 1\r\n\r\n'),
    true,
  ],
  'of an age past its lifetime': [message(OK, [FRESH, FOUR, 'Age: 61']), false],
  'of an age that is none': [message(OK, [FRESH, FOUR, 'Age: -61']), true],
};

test.each(Object.entries(MESSAGES))('a response %s', async (_name, [text, isReused]) => {
  const { url, requests } = await wire(text);
  const { fetch } = cached();

  const first = await fetch(url);
  expect(await first.text()).toBe('body');
  await turn();
  const second = await fetch(url);

  expect(await second.text()).toBe('body');
  expect(cacheStatus(second).includes('hit')).toBe(isReused);
  expect(requests()).toBe(isReused ? 1 : 2);
});

test.each([['200 N\u00e3o'], ['200 '], ['200 Not \u0001 OK']])(
  'a response of status %j says so as it does without a cache',
  async (phrase) => {
    const { url, requests } = await wire(
      Buffer.from(message(`HTTP/1.1 ${phrase}`, [FRESH, FOUR]), 'latin1'),
    );
    const { fetch } = cached();
    const { statusText } = await globalThis.fetch(url);

    const first = await fetch(url);
    const bodies = [await first.clone().text(), await first.text()];
    await turn();
    const second = await fetch(url);

    expect(bodies).toEqual(['body', 'body']);
    expect(cacheStatus(second)).toContain('hit');
    for (const response of [first, second, second.clone(), second.clone().clone()])
      expect(response).toMatchObject({ status: 200, statusText });
    expect(requests()).toBe(2);
  },
);

test.each([
  ['longer than it says', message(OK, [FRESH, 'Content-Length: 9'])],
  ['without its last chunk', message(OK, [FRESH, 'Transfer-Encoding: chunked'], '4\r\nbody\r\n')],
  ['in chunks that are none', message(OK, [FRESH, 'Transfer-Encoding: chunked'], 'four\r\nbody')],
  ['of two lengths', message(OK, [FRESH, FOUR, 'Content-Length: 5'])],
  ['of no protocol', 'SMTP 220 ready\r\n\r\n'],
])('a response %s fails as it does without a cache, and is not stored', async (_name, text) => {
  const { url, requests } = await wire(text);
  const { fetch } = cached();
  const read = async (get: typeof globalThis.fetch): Promise<unknown> =>
    get(url).then((response) => response.text());

  await expect(read(globalThis.fetch)).rejects.toBeInstanceOf(TypeError);
  await expect(read(fetch as typeof globalThis.fetch)).rejects.toBeInstanceOf(TypeError);
  await turn();
  await expect(read(fetch as typeof globalThis.fetch)).rejects.toBeInstanceOf(TypeError);

  expect(requests()).toBe(3);
});
