import { describe, expect, test } from 'vitest';
import { cached, read } from './support/cached.js';
import { origin } from './support/origin.js';

const HEADERS = {
  'cache-control': 'max-age=60',
  etag: '"a"',
  'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
};

async function storedDigits(headers: Record<string, string> = HEADERS) {
  const { url, requests } = await origin((request, response) => {
    response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : '0123456789');
  });
  const { fetch, clock } = cached();
  await read(fetch(url));
  const ask = (own: Record<string, string>, method = 'GET'): Promise<Response> =>
    fetch(url, { headers: own, method });
  return { url, requests, fetch, clock, ask };
}

describe('a range', () => {
  test.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=0-1,3-4', 200, '0123456789', null],
  ])('%s comes from the stored body with %i', async (range, status, body, contentRange) => {
    const { ask, requests } = await storedDigits();

    const response = await ask({ range });

    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(requests).toHaveLength(1);
  });

  test('is all there is when If-Range names another version', async () => {
    const { ask } = await storedDigits();

    expect((await ask({ range: 'bytes=0-1', 'if-range': '"b"' })).status).toBe(200);
    expect((await ask({ range: 'bytes=0-1', 'if-range': '"a"' })).status).toBe(206);
  });

  test('of what is not stored goes to the origin as it is, and is not stored', async () => {
    const { url, requests } = await origin((request, response) => {
      const isPart = request.headers.range !== undefined;
      response.writeHead(isPart ? 206 : 200, { 'cache-control': 'max-age=60' }).end('01');
    });
    const { fetch } = cached();

    const response = await fetch(url, { headers: { range: 'bytes=0-1' } });

    expect(response.status).toBe(206);
    expect(requests[0]?.headers.range).toBe('bytes=0-1');
    await read(fetch(url));
    expect(requests).toHaveLength(2);
  });
});

describe('conditions of the caller', () => {
  test.each([
    [{ 'if-none-match': '"a"' }, 304],
    [{ 'if-none-match': 'W/"a", "c"' }, 304],
    [{ 'if-none-match': '"b"' }, 200],
    [{ 'if-modified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' }, 304],
    [{ 'if-modified-since': 'Sat, 05 Nov 1994 08:49:37 GMT' }, 200],
  ])('%j are answered from the store with %i', async (own, status) => {
    const { ask, requests } = await storedDigits();

    const response = await ask(own as Record<string, string>);

    expect(response.status).toBe(status);
    expect(response.statusText).toBe(status === 304 ? 'Not Modified' : 'OK');
    expect(requests).toHaveLength(1);
  });

  test('go to the origin where nothing is stored, and its 304 is the caller’s', async () => {
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(304, { etag: '"mine"' }).end();
    });
    const { fetch } = cached();

    const response = await fetch(url, { headers: { 'if-none-match': '"mine"' } });

    expect(response.status).toBe(304);
    expect(requests[0]?.headers['if-none-match']).toBe('"mine"');
  });

  test('that are for the origin alone go there, whatever is stored', async () => {
    const { ask, requests } = await storedDigits();

    await ask({ 'if-match': '"a"' });
    await ask({ 'if-unmodified-since': HEADERS['last-modified'] });

    expect(requests).toHaveLength(3);
  });
});

describe('HEAD', () => {
  test('is answered from a stored GET', async () => {
    const { ask, requests } = await storedDigits();

    const response = await ask({}, 'HEAD');

    expect([response.status, response.body]).toEqual([200, null]);
    expect(response.headers.get('etag')).toBe('"a"');
    expect(requests).toHaveLength(1);
  });

  test('never feeds a GET', async () => {
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(200, HEADERS).end('body');
    });
    const { fetch } = cached();

    await fetch(url, { method: 'HEAD' });

    expect(await read(fetch(url))).toBe('body');
    expect(requests).toHaveLength(2);
  });

  test('that says another ETag puts the stored one out of date', async () => {
    const { url, requests } = await origin((request, response) => {
      const isHead = request.method === 'HEAD';
      response.writeHead(200, { ...HEADERS, etag: isHead ? '"b"' : '"a"' });
      response.end(isHead ? undefined : 'body');
    });
    const { fetch } = cached();
    await read(fetch(url));

    await fetch(url, { method: 'HEAD', cache: 'reload' });
    await read(fetch(url));

    expect(requests.at(-1)?.headers['if-none-match']).toBe('"a"');
  });

  test('that says the same freshens the stored one', async () => {
    const { url, fetch, clock, requests } = await storedDigits();
    clock.advance(59_000);
    await fetch(url, { method: 'HEAD', cache: 'reload' });
    clock.advance(59_000);

    expect(await read(fetch(url))).toBe('0123456789');
    expect(requests).toHaveLength(2);
  });
});
