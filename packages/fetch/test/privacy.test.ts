import { describe, expect, test } from 'vitest';
import type { FetchOptions } from '../src/index.js';
import { cached, read, texts } from './support/cached.js';
import { always, held, origin } from './support/origin.js';

const CREDENTIALS = ['authorization', 'cookie', 'x-api-key'] as const;

/** By the answer's Cache-Control: whether it may serve another caller. */
const POLICIES: Record<string, boolean> = {
  'private, max-age=60': false,
  'no-store, max-age=60': false,
  'max-age=60': false,
  'public, max-age=60': true,
  's-maxage=60, max-age=60': false,
  'must-revalidate, max-age=60': false,
  'No-Store, Max-Age=60': false,
  'PRIVATE, MAX-AGE=60': false,
  'public, private, max-age=60': false,
  'private="", max-age=60': false,
  'private, private="x", max-age=60': false,
  'public, no-store, max-age=60': false,
  'public, private="set-cookie, max-age=60': false,
};

const MODES: [string, FetchOptions][] = [
  ['private', {}],
  ['shared', { shared: true }],
];

const probes = MODES.flatMap(([mode, options]) =>
  CREDENTIALS.flatMap((name) =>
    Object.entries(POLICIES).map(
      ([policy, mayServe]) => [mode, name, policy, mayServe, options] as const,
    ),
  ),
);

describe('H-01 H-02 H-06 two callers with credentials of their own', () => {
  test.each(probes)(
    '%s cache, %s, %s, one after the other',
    async (_mode, name, policy, mayServe, options) => {
      const { url } = await origin(tellWhoAsked(name, policy));
      const { fetch } = cached(options);

      const alice = await read(fetch(url, { headers: { [name]: 'alice' } }));
      const bob = await read(fetch(url, { headers: { [name]: 'bob' } }));

      expect(alice).toBe('alice');
      if (!mayServe) expect(bob).toBe('bob');
    },
  );

  test.each(probes)(
    '%s cache, %s, %s, at once',
    async (_mode, name, policy, _mayServe, options) => {
      const { answer, release } = held(tellWhoAsked(name, policy));
      const { url, arrived } = await origin(answer);
      const { fetch } = cached(options);

      const responses = ['alice', 'bob'].map((who) => fetch(url, { headers: { [name]: who } }));
      // Nobody joins the flight of another, whatever its answer turns out to say.
      await arrived(2);
      release();

      expect(await texts(await Promise.all(responses))).toEqual(['alice', 'bob']);
    },
  );

  test.each(MODES)(
    '%s cache: an anonymous caller never gets what was obtained with credentials',
    async (_mode, options) => {
      const { url } = await origin(tellWhoAsked('authorization', 'max-age=60'));
      const { fetch } = cached(options);

      await read(fetch(url, { headers: { authorization: 'alice' } }));

      expect(await read(fetch(url))).toBe('nobody');
    },
  );
});

test('callers with other credentials never join one flight, not even for what is public and stale', async () => {
  const { answer, release } = held(tellWhoAsked('authorization', 'public, max-age=1'));
  const { url, arrived } = await origin(answer);
  const { fetch, clock } = cached();
  const as = (who: string): Promise<Response> => fetch(url, { headers: { authorization: who } });
  const first = read(as('alice'));
  await arrived(1);
  release(1);
  await first;
  clock.advance(1_000);

  const responses = Promise.all([as('bob'), as('carol')]);
  await arrived(3);
  release();

  expect(await texts(await responses)).toEqual(['bob', 'carol']);
});

describe('answers obtained without credentials', () => {
  test('may serve anyone', async () => {
    const { url, requests } = await origin(tellWhoAsked('authorization', 'max-age=60'));
    const { fetch } = cached();

    await read(fetch(url));

    expect(await read(fetch(url, { headers: { authorization: 'alice' } }))).toBe('nobody');
    expect(requests).toHaveLength(1);
  });

  test('serve anonymous callers only where they are private', async () => {
    const { url } = await origin(tellWhoAsked('authorization', 'private, max-age=60'));
    const { fetch } = cached();

    await read(fetch(url));

    expect(await read(fetch(url, { headers: { authorization: 'alice' } }))).toBe('alice');
  });
});

describe('what is for one caller', () => {
  test('H-05 Vary: * is never used again', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'max-age=60', vary: '*' }));
    const { fetch } = cached();

    await read(fetch(url));
    await read(fetch(url));

    expect(requests).toHaveLength(2);
  });

  test('H-07 a minted cookie stays with the one it was minted for', async () => {
    const { answer, release } = held((_request, response, number) => {
      const headers = { 'cache-control': 'max-age=60', 'set-cookie': `session=${number}` };
      response.writeHead(200, headers).end();
    });
    const { url, arrived } = await origin(answer);
    const { fetch } = cached();

    const responses = Promise.all([1, 2, 3, 4, 5].map(() => fetch(url)));
    await arrived(1);
    release(1);
    await arrived(5);
    release();

    const cookies = (await responses).map((response) => response.headers.getSetCookie().join());
    expect(new Set(cookies).size).toBe(5);
    expect((await fetch(url)).headers.getSetCookie()).toEqual(['session=6']);
  });

  test('H-07 a cookie that comes with a 304 reaches the one who asked, and nobody else', async () => {
    const cookie = { 'set-cookie': ['a=1', 'b=2'] };
    const { url, requests } = await origin((request, response) => {
      const isHeld = request.headers['if-none-match'] === '"1"';
      const headers = { 'cache-control': 'max-age=1', etag: '"1"' };
      response.writeHead(isHeld ? 304 : 200, isHeld ? { ...headers, ...cookie } : headers);
      response.end(isHeld ? undefined : 'body');
    });
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(1_000);

    const responses = [...(await Promise.all([fetch(url), fetch(url)])), await fetch(url)];

    const cookies = responses.map(({ headers }) => headers.getSetCookie());
    expect(cookies).toEqual([['a=1', 'b=2'], [], []]);
    expect(requests).toHaveLength(2);
  });

  test('H-07 fields that an answer bars from reuse stay with its asker, the rest is for all who wait', async () => {
    const { answer, release } = held((_request, response) => {
      const headers = { 'cache-control': 'max-age=60, no-cache="set-cookie"', 'x-a': 'b' };
      response.writeHead(200, { ...headers, 'set-cookie': 'session=1' }).end();
    });
    const { url, arrived, requests } = await origin(answer);
    const { fetch } = cached();

    const responses = Promise.all([fetch(url), fetch(url)]);
    await arrived(1);
    release();

    const [asker, other] = await responses;
    expect(asker.headers.getSetCookie()).toEqual(['session=1']);
    expect(other.headers.getSetCookie()).toEqual([]);
    expect(other.headers.get('x-a')).toBe('b');
    expect(requests).toHaveLength(1);
  });

  test('H-07 cookies are kept, each on its own line, for those who ask for it', async () => {
    const { url, requests } = await origin((_request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.setHeader('cache-control', 'max-age=60');
      response.end();
    });
    const { fetch } = cached({ storeSetCookie: true });

    await read(fetch(url));
    const second = await fetch(url);

    expect(second.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(requests).toHaveLength(1);
  });

  test('a partition of your own replaces the rule of equal credentials', async () => {
    const { url, requests } = await origin(always({ 'cache-control': 'max-age=60' }));
    const { fetch } = cached({ partition: ({ headers }) => headers.get('x-team') ?? '' });
    const as = (team: string, token: string): Promise<string> =>
      read(fetch(url, { headers: { 'x-team': team, authorization: token } }));

    expect(await as('blue', 'one')).toBe('answer 1');
    expect(await as('blue', 'two')).toBe('answer 1');
    expect(await as('red', 'one')).toBe('answer 2');
    expect(requests).toHaveLength(2);
  });

  test('credentials stand in no key', async () => {
    const { url } = await origin(always({ 'cache-control': 'max-age=60' }));
    const { fetch, cache } = cached();

    await read(fetch(url, { headers: { authorization: 'Bearer secret-token' } }));

    expect([...cache.keys()].join()).not.toContain('secret-token');
  });
});

/** Its body is who asked. */
function tellWhoAsked(name: string, cacheControl: string): Parameters<typeof origin>[0] {
  return (request, response) => {
    response.writeHead(200, { 'cache-control': cacheControl });
    response.end(request.headers[name] ?? 'nobody');
  };
}
