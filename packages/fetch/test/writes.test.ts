import { describe, expect, test } from 'vitest';
import { cached, cacheStatus, read, texts, turn } from './support/cached.js';
import { always, held, origin } from './support/origin.js';

const CACHEABLE = { 'cache-control': 'max-age=60' };

describe('H-08 unsafe methods', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])(
    '%s invalidates what is stored of its URL',
    async (method) => {
      const { url } = await origin(always(CACHEABLE));
      const { fetch } = cached();
      await read(fetch(url));

      await read(fetch(url, { method }));

      expect(await read(fetch(url))).toBe('answer 3');
    },
  );

  test('are never coalesced', async () => {
    const { answer, release } = held(always(CACHEABLE));
    const { url, arrived } = await origin(answer);
    const { fetch } = cached({ coalesce: 'always' });

    const responses = [1, 2, 3].map(() => fetch(url, { method: 'POST', body: 'same' }));
    await arrived(3);
    release();

    expect(await texts(await Promise.all(responses))).toHaveLength(3);
  });

  test('invalidate what Location and Content-Location name on the same origin', async () => {
    const { url } = await origin((request, response, number) => {
      const headers = { ...CACHEABLE, location: '/one', 'content-location': '/two' };
      response.writeHead(200, request.method === 'POST' ? headers : CACHEABLE).end(String(number));
    });
    const { fetch } = cached();
    for (const path of ['one', 'two', 'three']) await read(fetch(`${url}${path}`));

    await read(fetch(`${url}items`, { method: 'POST' }));

    const statuses = await Promise.all(
      ['one', 'two', 'three'].map(async (path) => cacheStatus(await fetch(`${url}${path}`))),
    );
    expect(statuses.map((status) => status.includes('hit'))).toEqual([false, false, true]);
  });

  test('invalidate where they were redirected to', async () => {
    const { url } = await origin((request, response, number) => {
      if (request.url === '/from') response.writeHead(307, { location: '/to' }).end();
      else response.writeHead(200, CACHEABLE).end(String(number));
    });
    const { fetch } = cached();
    await read(fetch(`${url}to`));

    await read(fetch(`${url}from`, { method: 'PUT', body: 'new' }));

    expect(cacheStatus(await fetch(`${url}to`))).not.toContain('hit');
  });

  test('invalidate nothing when the origin refused them', async () => {
    const { url } = await origin((request, response) => {
      response.writeHead(request.method === 'PUT' ? 403 : 200, CACHEABLE).end();
    });
    const { fetch } = cached();
    await read(fetch(url));

    await read(fetch(url, { method: 'PUT' }));

    expect(cacheStatus(await fetch(url))).toContain('hit');
  });

  test('invalidate when nobody knows whether they arrived', async () => {
    const { url } = await origin((request, response) => {
      if (request.method === 'PUT') request.socket.destroy();
      else response.writeHead(200, CACHEABLE).end();
    });
    const { fetch } = cached();
    await read(fetch(url));

    await expect(fetch(url, { method: 'PUT' })).rejects.toBeInstanceOf(TypeError);

    expect(cacheStatus(await fetch(url))).toContain('fwd');
  });

  test('send their body, and get the real response', async () => {
    const { url } = await origin(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.writeHead(201, { 'x-answer': 'yes' }).end(Buffer.concat(chunks));
    });
    const { fetch } = cached();

    const response = await fetch(new Request(url, { method: 'POST', body: 'told' }));

    expect([response.status, response.headers.get('x-answer')]).toEqual([201, 'yes']);
    expect(await response.text()).toBe('told');
    expect(cacheStatus(response)).toBe('sameflight; fwd=method');
  });
});

describe('H-20 a GET in flight during a write of one’s own', () => {
  test('answers the one who waits, is not stored, and takes no newcomer', async () => {
    const { answer, release } = held(always(CACHEABLE));
    const { url, arrived, requests } = await origin((request, response, number) => {
      if (request.method === 'PUT') response.end();
      else void answer(request, response, number);
    });
    const { fetch } = cached();

    const before = fetch(url);
    await arrived(1);
    await fetch(url, { method: 'PUT', body: 'new' });
    const after = fetch(url);
    await arrived(3);
    release();

    expect(await (await before).text()).toBe('answer 1');
    expect(await (await after).text()).toBe('answer 3');
    await turn();
    expect(await (await fetch(url)).text()).toBe('answer 3');
    expect(requests).toHaveLength(3);
  });

  test('is not stored either when its body was still arriving', async () => {
    let finish = (): void => {};
    const { url, requests } = await origin((request, response, number) => {
      if (request.method === 'PUT') return void response.end();
      response.writeHead(200, CACHEABLE).write(`body ${number}`);
      if (number === 1) finish = () => void response.end();
      else response.end();
    });
    const { fetch } = cached();

    const before = await fetch(url);
    await fetch(url, { method: 'PUT', body: 'new' });
    finish();

    expect(await before.text()).toBe('body 1');
    await turn();
    expect(await (await fetch(url)).text()).toBe('body 3');
    expect(requests).toHaveLength(3);
  });
});

describe('POST', () => {
  test('is stored for later GETs where its answer says that it is theirs', async () => {
    const { url, requests } = await origin((request, response) => {
      response.writeHead(200, { ...CACHEABLE, 'content-location': request.url ?? '' }).end('made');
    });
    const { fetch } = cached();

    expect(await read(fetch(url, { method: 'POST', body: 'x' }))).toBe('made');

    expect(await read(fetch(url))).toBe('made');
    expect(requests).toHaveLength(1);
  });
});
