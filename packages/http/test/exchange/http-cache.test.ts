import { getEventListeners } from 'node:events';
import { ClosedError, FlightTimeoutError } from '@sameflight/core';
import { MemoryRemote } from '@sameflight/core/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type Answered,
  field,
  type Got,
  Host,
  read,
  Source,
  turn,
  type Upstream,
  URL_A,
} from './host.js';

const CACHEABLE = { 'cache-control': 'max-age=60' };

afterEach(() => {
  vi.useRealTimers();
});

/** Always the same, with a body that tells its number. */
function always(headers: Record<string, string>, status = 200): Upstream {
  return ({ number }) => ({ status, headers, body: `answer ${number}` });
}

/** A resource with an entity tag. */
function tagged(cacheControl: string, more: Record<string, string> = {}): Upstream {
  return (sent) => {
    const headers = { 'cache-control': cacheControl, etag: '"a"', ...more };
    const isSame = field(sent, 'if-none-match')?.includes('"a"') === true;
    return isSame ? { status: 304, headers } : { headers, body: `answer ${sent.number}` };
  };
}

describe('a request', () => {
  test('is answered from the store while that is fresh', async () => {
    const host = new Host(always(CACHEABLE));

    expect(await host.ask()).toMatchObject({
      kind: 'built',
      body: 'answer 1',
      cacheStatus: expect.stringMatching(/^sameflight; fwd=uri-miss; ttl=\d+; stored$/),
    });
    expect(await host.ask()).toMatchObject({
      status: 200,
      body: 'answer 1',
      cacheStatus: expect.stringMatching(/^sameflight; hit; ttl=\d+$/),
    });
    expect(host.sent).toHaveLength(1);
  });

  test('is told from others, however many URLs were asked for in between', async () => {
    const upstream: Upstream = ({ url }) => ({ headers: CACHEABLE, body: url });
    const host = new Host(upstream, {}, { maxEntries: Number.POSITIVE_INFINITY });
    const long = `${URL_A}?${'x'.repeat(1_000)}`;
    const urls = [long, ...Array.from({ length: 501 }, (_, index) => `${URL_A}?${index}`)];

    for (const url of [...urls, ...urls]) expect((await host.ask({ url })).body).toBe(url);
    expect(host.sent).toHaveLength(urls.length);
  });

  test('shares what is fresh with whoever waits', async () => {
    const host = new Host(always({ ...CACHEABLE, connection: 'x-hop', 'x-hop': '1', 'x-a': 'b' }));

    const [one, other] = await Promise.all([host.ask(), host.ask()]);

    expect([one.body, other.body]).toEqual(['answer 1', 'answer 1']);
    expect(other.cacheStatus).toContain('collapsed');
    expect(one.headers).toContainEqual(['x-hop', '1']);
    expect(other.headers.map(([name]) => name)).toEqual(['cache-control', 'x-a', 'cache-status']);
  });

  test.each([
    ['no-store', { 'cache-control': 'no-store' }],
    ['no-cache', { 'cache-control': 'no-cache', etag: '"a"' }],
    ['no freshness', {}],
    ['an end that never comes', { ...CACHEABLE, 'content-type': 'text/event-stream' }],
  ])('goes its own way where the answer has %s', async (_name, headers) => {
    const host = new Host(always(headers as Record<string, string>));

    const got = await Promise.all([host.ask(), host.ask(), host.ask()]);

    expect(new Set(got.map(({ body }) => body.replace('native', 'answer'))).size).toBe(3);
  });

  test('shares whatever comes where that is promised, but for what has no end', async () => {
    const shared = new Host(always({ 'cache-control': 'no-store' }), { coalesce: 'always' });
    const endless = new Host(always({ 'content-type': 'text/event-stream' }), {
      coalesce: 'always',
    });

    await Promise.all([shared.ask(), shared.ask()]);
    await Promise.all([endless.ask(), endless.ask()]);

    expect([shared.sent.length, endless.sent.length]).toEqual([1, 2]);
  });

  test.each([
    ['wishes of its own', { headers: { 'cache-control': 'no-store' } }, 200],
    ['a mode of its own', { mode: 'reload' }, 200],
    ['a part for an answer', {}, 206],
    ['a confirmation of nothing for an answer', {}, 304],
  ] as const)('with %s is joined by nobody, whatever is promised', async (_name, init, status) => {
    const source = new Source();
    let answer = (): void => {};
    const head = new Promise<Answered>((resolve) => {
      answer = () => resolve({ status, body: source.stream });
    });
    const host = new Host(({ number }) => (number === 1 ? head : { body: 'whole' }), {
      coalesce: 'always',
    });
    const first = host.reply(init);
    await turn();
    const early = host.reply();
    await turn();
    answer();
    await first;

    const others = [await early, await host.reply()];

    for (const { cacheStatus } of others) expect(cacheStatus).not.toContain('collapsed');
    expect(host.sent).toHaveLength(3);
  });

  test('that could not be shared lately goes by itself at once, until it can', async () => {
    const host = new Host(({ number }) => ({
      headers: number < 3 ? { 'cache-control': 'no-store' } : CACHEABLE,
    }));
    await host.ask();

    expect((await host.ask()).kind).toBe('native');
    expect((await host.ask()).kind).toBe('native');
    await host.ask();
    expect((await host.ask()).cacheStatus).toContain('hit');
    expect(host.sent).toHaveLength(4);
  });

  test.each([
    ['a part', { headers: { range: 'bytes=0-1' } }],
    ['conditions of its own', { headers: { 'if-none-match': '"a"' } }],
    ['no-store', { headers: { 'cache-control': 'no-store' } }],
    ['a mode of its own', { mode: 'reload' }],
    ['credentials that are refused', { headers: { authorization: 'wrong' } }],
  ] as const)('with %s does not say what others may share', async (_name, init) => {
    const host = new Host((sent) => {
      if (sent.number > 1) return { headers: CACHEABLE, body: 'answer' };
      const status = field(sent, 'authorization') ? 401 : field(sent, 'if-none-match') ? 304 : 200;
      return { status, headers: { 'cache-control': 'no-store' } };
    });
    await host.ask(init);

    await Promise.all([host.ask(), host.ask(), host.ask()]);

    expect(host.sent).toHaveLength(2);
  });

  test('that could not be shared lately is again, as soon as the promise holds', async () => {
    const host = new Host(
      ({ number }) => ({ headers: { 'cache-control': 'no-store' }, wasRedirected: number === 1 }),
      { coalesce: 'always' },
    );
    await host.ask();
    await host.ask();

    await Promise.all([host.ask(), host.ask()]);

    expect(host.sent).toHaveLength(3);
  });

  test('that leaves nothing stored does not say so of what it had confirmed', async () => {
    const host = new Host(tagged('max-age=1'));
    await host.ask();
    host.clock.advance(1_000);
    await host.ask({ headers: { 'cache-control': 'no-store' } });

    await Promise.all([host.ask(), host.ask(), host.ask()]);

    expect(host.sent).toHaveLength(3);
  });

  test.each([
    ['is not to be stored', { 'cache-control': 'no-store' }, 200],
    ['sets a cookie', { ...CACHEABLE, 'set-cookie': 'a=1' }, 200],
    ['is an error', {}, 500],
    ['is refused to this asker', {}, 403],
  ] as const)('whose answer %s says so for equal askers', async (_name, headers, status) => {
    const host = new Host(always(headers, status));
    await host.ask({ headers: { authorization: 'mine' } });

    const others = [await host.ask({ headers: { authorization: 'mine' } }), await host.ask()];

    expect(others.map(({ kind }) => kind)).toEqual(['native', 'built']);
  });

  test.each([
    ['mode no-store', { mode: 'no-store' }],
    ['terms of none', { terms: false }],
    ['If-Match', { headers: { 'if-match': '"a"' } }],
    ['a body', { hasBody: true }],
    ['a method that is safe and no retrieval', { method: 'OPTIONS' }],
  ] as const)('goes past the cache with %s', async (_name, init) => {
    const host = new Host(always(CACHEABLE));
    await host.ask();

    expect(await host.ask(init)).toMatchObject({ kind: 'native', body: 'native 2' });
  });

  test('of an asker who has left is not made', async () => {
    const host = new Host(always(CACHEABLE));

    await expect(host.ask({ signal: AbortSignal.abort('gone') })).rejects.toBe('gone');
    expect(host.sent).toHaveLength(0);
  });

  test('with terms that cannot be meant is refused, whether they are said or worked out', async () => {
    const host = new Host(always(CACHEABLE));

    await expect(host.ask({ terms: { ttl: -1 } })).rejects.toThrow(RangeError);
    await expect(host.ask({ terms: { ttl: () => -1 } })).rejects.toThrow(RangeError);
    await expect(host.ask({ terms: { tags: () => 'a' as never } })).rejects.toThrow(TypeError);
    expect(host.sent[0]?.signal.aborted).toBe(true);
  });

  test('by terms of its own is stored, and invalidated, as they say', async () => {
    const host = new Host(always({}), { tags: ['all'], staleWhileRevalidate: 0, staleIfError: 0 });
    await host.ask({ terms: { ttl: 5_000, tags: (_request, { status }) => [`status ${status}`] } });
    expect((await host.ask()).cacheStatus).toContain('hit');

    await host.cache.deleteByTag('status 200');

    expect((await host.ask({ terms: { ttl: () => 5_000 } })).body).toBe('answer 2');
    await host.cache.deleteByTag('all');
    expect((await host.ask()).body).toBe('answer 3');
  });

  test.each(['storable', 'always'] as const)(
    'that is redirected is for its asker alone (%s)',
    async (coalesce) => {
      const elsewhere = { headers: CACHEABLE, body: 'there', wasRedirected: true };
      const host = new Host(() => elsewhere, { coalesce });

      await Promise.all([host.ask(), host.ask()]);
      for (const { kind } of [await host.ask(), await host.ask()]) expect(kind).toBe('native');

      expect(host.sent).toHaveLength(4);
    },
  );

  test('whose answer nobody can rebuild gets it as it is', async () => {
    const host = new Host(() => ({ headers: CACHEABLE, isOpaque: true }));
    const { signal } = new AbortController();

    const got = await Promise.all([host.ask({ signal }), host.ask()]);

    expect(got.map(({ kind, body }) => [kind, body])).toEqual([
      ['native', 'native 1'],
      ['native', 'native 2'],
    ]);
  });

  test('whose answer nobody can rebuild, and nobody takes, is ended', async () => {
    const caller = new AbortController();
    let answer = (): void => {};
    const host = new Host(
      () =>
        new Promise((resolve) => {
          answer = () => resolve({ isOpaque: true });
        }),
      { coalesce: 'always' },
    );
    const [one, other] = [host.ask({ signal: caller.signal }), host.ask()];
    one.catch(() => {});
    await turn();
    answer();
    caller.abort('enough');
    await expect(one).rejects.toBe('enough');
    await turn();
    answer();
    await other;

    await vi.waitFor(() => expect(host.sent[0]?.signal.aborted).toBe(true), 10_000);
  });
});

describe('a body', () => {
  test.each([
    ['bytes', () => 'body' as const],
    ['none', () => null],
    ['a stream', () => new Response('body').body],
  ])('of %s is stored', async (_name, body) => {
    const host = new Host(() => ({ headers: CACHEABLE, body: body() }));
    const { body: text } = await host.ask();

    expect((await host.ask()).body).toBe(text);
    expect(host.sent).toHaveLength(1);
  });

  test.each([
    ['longer than is stored', {}, 'too long'],
    ['shorter than announced', { 'content-length': '8' }, 'half'],
  ])('%s is handed on, and not stored', async (_name, headers, body) => {
    const host = new Host(() => ({ headers: { ...CACHEABLE, ...headers }, body }), {
      maxEntryBytes: 5,
    });

    expect((await host.ask()).body).toBe(body);
    expect((await host.ask()).body).toBe(body);
    expect(host.sent).toHaveLength(2);
  });

  test('that is arriving is joined from its beginning, while it can be', async () => {
    const source = new Source();
    const bodies = [source.stream, 'second'];
    const host = new Host(() => ({ headers: CACHEABLE, body: bodies.shift() ?? null }), {
      maxEntryBytes: 8,
    });
    const early = await host.reply();
    await source.push('12345');
    const late = await host.reply();
    expect(late.cacheStatus).toContain('collapsed');
    const reading = Promise.all([read(early), read(late)]);
    await source.push('67890');
    const tooLate = await host.ask();
    await source.end();

    expect((await reading).map(({ body }) => body)).toEqual(['1234567890', '1234567890']);
    expect(tooLate.body).toBe('second');
  });

  test('past the time for it frees its URL, and is read on', async () => {
    const source = new Source();
    const bodies = [source.stream, 'second'];
    const host = new Host(() => ({ headers: CACHEABLE, body: bodies.shift() ?? null }), {
      flightTimeout: 1_000,
    });
    const stalled = await host.reply();
    host.clock.advance(1_000);

    expect((await host.ask()).body).toBe('second');
    await source.push('first');
    await source.end();
    expect((await read(stalled)).body).toBe('first');
  });

  test('whose head does not come in time is given up', async () => {
    const host = new Host(() => new Promise(() => {}), { flightTimeout: 1_000 });
    const asked = host.ask();
    await turn();
    host.clock.advance(1_000);

    await expect(asked).rejects.toBeInstanceOf(FlightTimeoutError);
    expect(host.sent[0]?.signal.aborted).toBe(true);
  });

  describe('where those who wait may wait on', () => {
    const options = { flightTimeout: 1_000, pastFlightTimeout: 'wait' } as const;

    test('is joined by nobody past its time, and comes all the same', async () => {
      vi.useFakeTimers({ toFake: ['performance'] });
      const answers: ((body: string) => void)[] = [];
      const host = new Host(
        async () => ({
          headers: CACHEABLE,
          body: await new Promise<string>((resolve) => answers.push(resolve)),
        }),
        options,
      );
      const pass = (duration: number): void => {
        vi.advanceTimersByTime(duration);
        host.clock.advance(duration);
      };
      const asks: Promise<Got>[] = [];
      for (const pause of [0, 999, 1, 0, 999, 1]) {
        pass(pause);
        asks.push(host.ask());
        await turn();
      }

      expect(host.sent).toHaveLength(3);
      for (const [index, answer] of answers.entries()) answer(`answer ${index + 1}`);

      const bodies = (await Promise.all(asks)).map(({ body }) => body);
      expect(bodies).toEqual([1, 1, 2, 2, 2, 3].map((number) => `answer ${number}`));
      expect((await host.ask()).body).toBe('answer 3');
      expect(host.sent).toHaveLength(3);
    });

    test('gives way to what is stale, where that may stand in', async () => {
      const host = new Host(({ number }) => {
        if (number > 1) return new Promise(() => {});
        return { headers: { 'cache-control': 'max-age=1', etag: '"a"' }, body: 'old' };
      }, options);
      await host.ask();
      host.clock.advance(1_000);
      const asked = host.ask();
      await turn();

      host.clock.advance(1_000);

      expect(await asked).toMatchObject({
        body: 'old',
        cacheStatus: expect.stringMatching(/disconnected/),
      });
      expect(host.sent[1]?.signal.aborted).toBe(true);
    });

    test('asks anew for those who joined a refresh that is given up', async () => {
      const host = new Host(
        ({ number }) => {
          if (number === 2) return new Promise(() => {});
          const headers = { 'cache-control': 'max-age=1, stale-while-revalidate=1' };
          return { headers, body: `answer ${number}` };
        },
        { ...options, staleWhenDisconnected: 0 },
      );
      await host.ask();
      host.clock.advance(1_500);
      await host.ask();
      host.clock.advance(500);
      const joined = host.ask();
      await turn();
      expect(host.sent).toHaveLength(2);

      host.clock.advance(500);

      expect((await joined).body).toBe('answer 3');
    });
  });

  test('that everyone has left is given up, or finished', async () => {
    const left = async (whenAbandoned: 'abort' | 'finish'): Promise<Host> => {
      const source = new Source();
      const host = new Host(() => ({ headers: CACHEABLE, body: source.stream }), { whenAbandoned });
      const reply = await host.reply();
      await (reply.kind === 'built' && reply.body instanceof ReadableStream
        ? reply.body.cancel()
        : undefined);
      await source.push('all').catch(() => {});
      await source.end().catch(() => {});
      return host;
    };

    const [given, finished] = [await left('abort'), await left('finish')];

    expect(given.sent[0]?.signal.aborted).toBe(true);
    expect((await finished.ask()).body).toBe('all');
    expect(finished.sent).toHaveLength(1);
  });

  test('keeps no listener on its asker’s signal, nor on that of its flight', async () => {
    const host = new Host(always(CACHEABLE));
    const { signal } = new AbortController();

    await host.ask({ signal });
    await host.ask({ signal });

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('what is stale', () => {
  test('serves all who wait, once upstream has confirmed it', async () => {
    const host = new Host(tagged('max-age=1'));
    await host.ask();
    host.clock.advance(1_000);

    const got = await Promise.all([host.ask(), host.ask(), host.ask()]);

    expect(got.map(({ body }) => body)).toEqual(['answer 1', 'answer 1', 'answer 1']);
    expect(got[0]?.cacheStatus).toContain('fwd=stale; fwd-status=304');
    expect(got[1]?.cacheStatus).toContain('collapsed');
    expect(host.sent).toHaveLength(2);
    expect(host.sent[1]?.isConditional).toBe(true);
  });

  test.each([false, true])(
    'gives the cookies of its confirmation to the one who asked (stored: %s)',
    async (storeSetCookie) => {
      const host = new Host(
        (sent) => {
          const cookie = { 'set-cookie': `n=${sent.number}` };
          const headers = { 'cache-control': 'max-age=1', etag: '"a"' };
          return sent.number === 1 && !storeSetCookie
            ? { headers, body: 'body' }
            : { headers: { ...headers, ...cookie }, status: sent.number === 1 ? 200 : 304 };
        },
        { storeSetCookie },
      );
      await host.ask();
      host.clock.advance(1_000);

      const got = [...(await Promise.all([host.ask(), host.ask()])), await host.ask()];

      const cookies = got.map(({ headers }) => headers.filter(([name]) => name === 'set-cookie'));
      const later = storeSetCookie ? [['set-cookie', 'n=2']] : [];
      expect(cookies).toEqual([[['set-cookie', 'n=2']], later, later]);
      expect(host.sent).toHaveLength(2);
    },
  );

  test('is confirmed for each by himself where each must ask', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const host = new Host(tagged('no-cache'));
    await host.ask();
    vi.advanceTimersByTime(2_000);

    const got = await Promise.all([host.ask(), host.ask(), host.ask()]);

    expect(got.map(({ body }) => body)).toEqual(['answer 1', 'answer 1', 'answer 1']);
    expect(host.sent).toHaveLength(4);
  });

  test('serves once more, and goes, where its confirmation says no-store', async () => {
    const host = new Host((sent) =>
      sent.number === 1
        ? { headers: { 'cache-control': 'max-age=1', etag: '"a"' }, body: 'old' }
        : { status: 304, headers: { 'cache-control': 'no-store', etag: '"a"' } },
    );
    await host.ask();
    host.clock.advance(1_000);

    expect((await host.ask()).cacheStatus).not.toContain('; stored');

    await host.ask();
    expect(field(host.sent[2], 'if-none-match')).toBeUndefined();
  });

  test('goes from where it stood as well, where the request that confirmed it stands elsewhere', async () => {
    const host = new Host((sent) =>
      sent.number === 1
        ? { headers: { 'cache-control': 'max-age=1', etag: '"a"' }, body: 'old' }
        : { status: 304, headers: { 'cache-control': 'no-store', etag: '"a"' } },
    );
    await host.ask();

    await host.ask({ mode: 'no-cache' });

    await host.ask({ mode: 'no-cache' });
    expect(field(host.sent[2], 'if-none-match')).toBeUndefined();
  });

  test('is asked for anew where the 304 confirms nothing that is held', async () => {
    const source = new Source();
    const host = new Host((sent) => {
      if (field(sent, 'if-none-match') !== undefined)
        return { status: 304, headers: { etag: '"other"' }, body: source.stream };
      return { headers: { 'cache-control': 'max-age=1', etag: '"a"' }, body: `${sent.number}` };
    });
    await host.ask();
    host.clock.advance(1_000);

    expect((await host.ask()).body).toBe('3');
    expect(source.isCancelled).toBe(true);
  });

  test('is not confirmed by a 304 that is for the asker', async () => {
    const host = new Host((sent) =>
      sent.number === 1
        ? { headers: { 'cache-control': 'max-age=1', etag: '"a"' }, body: 'old' }
        : { status: 304, headers: { etag: '"mine"' } },
    );
    await host.ask();
    host.clock.advance(1_000);

    expect((await host.ask({ headers: { 'if-none-match': '"mine"' } })).status).toBe(304);
  });

  test('brings up to date the other variants that one 304 confirms', async () => {
    const host = new Host((sent) => {
      const headers = { 'cache-control': 'max-age=60', etag: '"a"', vary: 'x-v' };
      return field(sent, 'if-none-match')?.includes('"a"')
        ? { status: 304, headers: { ...headers, 'x-new': 'yes' } }
        : { headers, body: 'same for all' };
    });
    const as = (variant: string): ReturnType<Host['ask']> =>
      host.ask({ headers: { 'x-v': variant } });
    await as('one');
    await as('two');
    expect(host.sent).toHaveLength(2);

    await as('three');

    expect((await as('two')).headers).toContainEqual(['x-new', 'yes']);
    expect((await as('one')).headers).toContainEqual(['x-new', 'yes']);
    expect(host.sent).toHaveLength(3);
  });

  test('that is confirmed by one asker stays where its owner keeps it', async () => {
    const host = new Host(tagged('max-age=1'));
    await host.ask();
    host.clock.advance(1_000);
    const mine = { headers: { authorization: 'mine' } };

    expect((await host.ask(mine)).body).toBe('answer 1');

    expect((await host.ask(mine)).cacheStatus).toContain('hit');
    await host.ask();
    expect(field(host.sent[2], 'if-none-match')).toBe('"a"');
  });

  test('is served at once within its window, and refreshed by one request', async () => {
    const host = new Host(always({ 'cache-control': 'max-age=1, stale-while-revalidate=60' }));
    const work: Promise<unknown>[] = [];
    const waiting = new Host(host.sent.length === 0 ? always(CACHEABLE) : always({}), {
      waitUntil: (promise) => void work.push(promise),
      staleWhileRevalidate: 60_000,
    });
    for (const one of [host, waiting]) await one.ask();
    host.clock.advance(1_000);
    waiting.clock.advance(60_000);

    const got = await Promise.all([host.reply(), host.reply()].map(async (it) => read(await it)));
    await waiting.ask();
    await Promise.all(work);
    await turn();

    expect(got.map(({ body }) => body)).toEqual(['answer 1', 'answer 1']);
    expect((await host.ask()).body).toBe('answer 2');
    expect((await waiting.ask()).body).toBe('answer 2');
    expect(work.length).toBeGreaterThan(0);
  });

  test.each(['storable', 'always'] as const)(
    'is refreshed as a whole, whatever part or condition the one wants who sets it off (%s)',
    async (coalesce) => {
      for (const [method, headers] of [
        ['HEAD', {}],
        ['GET', { range: 'bytes=0-1' }],
        ['GET', { 'if-none-match': '"mine"' }],
        ['GET', { 'if-modified-since': 'Sun, 06 Nov 1994 08:49:37 GMT', pragma: 'x' }],
        ['GET', { 'cache-control': 'x' }],
      ] as const) {
        const host = new Host(
          (sent) => ({
            status: field(sent, 'range') === undefined ? 200 : 206,
            headers: { 'cache-control': 'max-age=1, stale-while-revalidate=60' },
            body: sent.method === 'HEAD' ? null : `answer ${sent.number}`,
          }),
          { coalesce },
        );
        await host.ask();
        host.clock.advance(1_000);

        await host.ask({ method, headers });
        await turn();

        expect(host.sent[1]).toMatchObject({ method: 'GET', headers: [], isConditional: false });
        expect(await host.ask()).toMatchObject({ status: 200, body: 'answer 2' });
        expect(host.sent).toHaveLength(2);
      }
    },
  );

  test('is refreshed where its own asker keeps it, when another asks', async () => {
    const host = new Host(always({ 'cache-control': 'max-age=1, stale-while-revalidate=60' }));
    await host.ask();
    host.clock.advance(1_000);

    expect((await host.ask({ headers: { authorization: 'mine' } })).body).toBe('answer 1');
    await turn();

    expect(host.sent).toHaveLength(2);
  });

  test('is not refreshed for a while after that failed, nor given up', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const host = new Host(({ number }) => {
      if (number > 1) throw new Error('down');
      return { headers: { 'cache-control': 'max-age=1, stale-while-revalidate=600' }, body: 'old' };
    });
    await host.ask();
    host.clock.advance(1_000);

    for (const pause of [0, 1_000, 1_000]) {
      vi.advanceTimersByTime(pause);
      expect((await host.ask()).body).toBe('old');
    }

    expect(host.sent).toHaveLength(3);
  });

  test.each([
    ['stands in for an error', {}, 503, 'max-age=1, stale-if-error=60', 'old'],
    [
      'stands in for an error with a lifetime',
      CACHEABLE,
      503,
      'max-age=1, stale-if-error=60',
      'old',
    ],
    ['does not stand in for what is no failure', {}, 404, 'max-age=1, stale-if-error=60', 'new'],
    ['does not stand in where it may not', {}, 503, 'max-age=1', 'new'],
  ])('%s', async (_name, headers, status, cacheControl, body) => {
    const host = new Host(({ number }) =>
      number === 1
        ? { headers: { 'cache-control': cacheControl }, body: 'old' }
        : { status, headers, body: 'new' },
    );
    await host.ask();
    host.clock.advance(1_000);

    expect((await host.ask()).body).toBe(body);
    expect((await host.ask({ mode: 'only-if-cached' })).body).toBe('old');
  });

  test('stands in while upstream cannot be reached, unless the asker has left or the cache is closed', async () => {
    const host = new Host(({ number }) => {
      if (number > 1) throw new Error('down');
      return { headers: { 'cache-control': 'max-age=1' }, body: 'old' };
    });
    await host.ask();
    host.clock.advance(1_000);

    expect((await host.ask()).cacheStatus).toBe(
      'sameflight; fwd=stale; ttl=-1; detail=disconnected',
    );
    const caller = new AbortController();
    const leaving = host.ask({ signal: caller.signal });
    caller.abort('enough');
    await expect(leaving).rejects.toBe('enough');
    await host.cache.close();
    await expect(host.ask()).rejects.toBeInstanceOf(ClosedError);
  });
});

describe('what did not come', () => {
  const down: Upstream = () => {
    throw new Error('down');
  };

  test('fails all who wait with one error', async () => {
    const host = new Host(down);

    const outcomes = await Promise.allSettled([host.ask(), host.ask()]);

    const reasons = outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason);
    expect(reasons[0]).toBe(reasons[1]);
    expect(reasons[0]).toEqual(new Error('down'));
    expect(host.sent).toHaveLength(1);
  });

  test('is a 504 where that is wanted', async () => {
    expect(await new Host(down, { onDisconnect: '504' }).ask()).toMatchObject({
      status: 504,
      body: '',
      cacheStatus: 'sameflight; detail=disconnected',
    });
  });

  test.each([
    ['its host says that upstream could be reached', new Error('down'), false],
    ['it is no error', 'down', true],
  ])('is thrown, whatever is stored, where %s', async (_why, error, isDisconnection) => {
    const host = new Host(
      ({ number }) => {
        if (number > 1) throw error;
        return { headers: { 'cache-control': 'max-age=1, stale-if-error=60' }, body: 'old' };
      },
      { onDisconnect: '504' },
    );
    await host.ask();
    host.clock.advance(1_000);

    await expect(host.ask({ isDisconnection: () => isDisconnection })).rejects.toBe(error);
  });

  test('is thrown, whatever is stored, where a term of yours throws', async () => {
    const ttl = vi
      .fn()
      .mockReturnValueOnce(1)
      .mockImplementation(() => {
        throw new TypeError('mine');
      });
    const host = new Host(always({}), { ttl });
    await host.ask();
    host.clock.advance(1);

    await expect(host.ask()).rejects.toThrow('mine');
  });

  test('is a refusal where upstream may not be asked', async () => {
    const host = new Host(always(CACHEABLE));

    await expect(host.ask({ mode: 'only-if-cached' })).rejects.toThrow(TypeError);
    expect(await host.ask({ headers: { 'cache-control': 'only-if-cached' } })).toMatchObject({
      status: 504,
      cacheStatus: 'sameflight; detail=only-if-cached',
    });
    expect(host.sent).toHaveLength(0);
  });
});

describe('a request that only what is stored may answer', () => {
  const headers = { 'cache-control': 'only-if-cached' };

  test.each([
    ['of mode reload', { mode: 'reload', headers }],
    ['of mode no-cache', { mode: 'no-cache', headers }],
    ['of mode no-store', { mode: 'no-store', headers }],
    ['with If-Match', { headers: { ...headers, 'if-match': '"a"' } }],
    ['with a method that nothing is stored for', { method: 'OPTIONS', headers }],
  ] as const)('%s goes nowhere', async (_name, init) => {
    const host = new Host(always(CACHEABLE));
    await host.ask();

    expect(await host.ask(init)).toMatchObject({
      status: 504,
      cacheStatus: 'sameflight; detail=only-if-cached',
    });
    expect(host.sent).toHaveLength(1);
  });

  test('by its mode, with a condition for the origin, is refused as fetch does', async () => {
    const host = new Host(always(CACHEABLE));
    const asked = host.ask({ mode: 'only-if-cached', headers: { 'if-match': '"a"' } });

    await expect(asked).rejects.toThrow(TypeError);
    expect(host.sent).toHaveLength(0);
  });

  test('goes upstream where it is sent past the cache', async () => {
    const host = new Host(always(CACHEABLE));

    expect((await host.ask({ headers, terms: false })).kind).toBe('native');
  });
});

describe('a mode', () => {
  test('of reload fetches the whole, and puts it in the place of what was stored', async () => {
    const host = new Host(tagged('max-age=60'));
    await host.ask();

    expect((await host.ask({ mode: 'reload' })).body).toBe('answer 2');
    expect((await host.ask()).body).toBe('answer 2');
    expect(field(host.sent[1], 'if-none-match')).toBeUndefined();
    expect([...host.cache.keys()]).toHaveLength(2);
  });

  test.each(['fetch', 'refresh'] as const)(
    'of reload is not undone by a %s that began before it and ends after it',
    async (kind) => {
      let answer = (): void => {};
      const host = new Host(({ number }) => {
        const headers = { 'cache-control': 'max-age=1, stale-while-revalidate=60' };
        const answered = { headers, body: `answer ${number}` };
        if (number !== (kind === 'fetch' ? 1 : 2)) return answered;
        return new Promise((resolve) => {
          answer = () => resolve(answered);
        });
      });
      if (kind === 'refresh') {
        await host.ask();
        host.clock.advance(1_000);
      }
      const before = host.ask();
      await turn();

      const { body } = await host.ask({ mode: 'reload' });
      answer();
      await before;
      await turn();

      expect(await host.ask()).toMatchObject({ body, cacheStatus: expect.stringContaining('hit') });
      expect(host.sent).toHaveLength(kind === 'fetch' ? 2 : 3);
    },
  );

  test('of no-cache asks whether it holds, but for what cannot change', async () => {
    const changing = new Host(tagged('max-age=60'));
    const fixed = new Host(tagged('max-age=60, immutable'));
    for (const host of [changing, fixed]) {
      await host.ask();
      await host.ask({ mode: 'no-cache' });
    }

    expect([changing.sent.length, fixed.sent.length]).toEqual([2, 1]);
  });

  test.each(['force-cache', 'only-if-cached'] as const)(
    'of %s takes what there is, however stale',
    async (mode) => {
      const host = new Host(always({ 'cache-control': 'max-age=1' }));
      await host.ask();
      host.clock.advance(60_000);

      expect((await host.ask({ mode })).body).toBe('answer 1');
      const headers = { 'cache-control': 'only-if-cached' };
      expect((await host.ask({ mode, headers })).body).toBe('answer 1');
    },
  );

  test.each(['force-cache', 'only-if-cached'] as const)(
    'of %s takes no variant but the request’s own',
    async (mode) => {
      const host = new Host(always({ ...CACHEABLE, vary: 'x-v' }));
      await host.ask({ headers: { 'x-v': 'one' } });

      const headers = { 'x-v': 'two', 'cache-control': 'only-if-cached' };
      const asked = host.ask({ mode, headers }).then(({ status }) => status);

      if (mode === 'only-if-cached') await expect(asked).rejects.toThrow(TypeError);
      else expect(await asked).toBe(504);
    },
  );
});

describe('a HEAD', () => {
  const headed =
    (changes: Record<string, string>): Upstream =>
    ({ method, number }) => ({
      headers: {
        'cache-control': 'max-age=60',
        etag: '"a"',
        ...(method === 'HEAD' ? changes : {}),
      },
      body: `answer ${number}`,
    });
  const HEAD = { method: 'HEAD', mode: 'reload' } as const;

  test('that says the same brings what is stored up to date', async () => {
    const host = new Host(headed({ 'x-new': 'yes' }));
    await host.ask();

    await host.ask(HEAD);

    expect((await host.ask()).headers).toContainEqual(['x-new', 'yes']);
    expect(host.sent).toHaveLength(2);
  });

  test('that says otherwise puts it out of date', async () => {
    const host = new Host(headed({ etag: '"b"' }));
    await host.ask();

    await host.ask(HEAD);

    expect((await host.ask()).body).toBe('answer 3');
  });

  test('that forbids to store it takes it away', async () => {
    const host = new Host(headed({ 'cache-control': 'no-store' }));
    await host.ask();

    await host.ask(HEAD);

    await expect(host.ask({ mode: 'only-if-cached' })).rejects.toThrow(TypeError);
  });

  test('leaves alone what it says nothing about, and what was replaced meanwhile', async () => {
    let answer = (): void => {};
    const host = new Host((sent) => {
      const answered = { headers: { ...CACHEABLE, etag: '"a"', vary: 'x-v' }, body: 'one' };
      if (sent.method !== 'HEAD') return answered;
      return new Promise((resolve) => {
        answer = () => resolve({ ...answered, headers: { ...answered.headers, 'x-new': 'yes' } });
      });
    });
    await host.ask({ headers: { 'x-v': 'one' } });
    await host.ask({ headers: { 'x-v': 'two' } });

    const head = host.ask({ ...HEAD, headers: { 'x-v': 'one' } });
    await turn();
    await host.ask({ mode: 'reload', headers: { 'x-v': 'one' } });
    answer();
    await head;

    for (const variant of ['one', 'two']) {
      const { headers } = await host.ask({ headers: { 'x-v': variant } });
      expect(headers.map(([name]) => name)).not.toContain('x-new');
    }
  });

  test('is answered from what is stored', async () => {
    const host = new Host(headed({}));
    await host.ask();

    expect(await host.ask({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(host.sent).toHaveLength(1);
  });
});

test('hosts of other rules share nothing of what is stored, and all of what is void', async () => {
  const upstream = always({ ...CACHEABLE, 'set-cookie': 'a=1' });
  const one = new Host(upstream, { storeSetCookie: true });
  const { cache } = one;
  const others = [
    { shared: true, storeSetCookie: true },
    { host: 'other', storeSetCookie: true },
    {},
  ];
  const hosts = [one, ...others.map((options) => new Host(upstream, { cache, ...options }))];

  for (const host of hosts) expect((await host.ask()).cacheStatus).toContain('fwd=uri-miss');
  expect((await one.ask()).headers).toContainEqual(['set-cookie', 'a=1']);
  await one.ask({ method: 'DELETE' });

  for (const host of hosts) expect((await host.ask()).cacheStatus).not.toContain('hit');
});

test('an asker who leaves as the answer comes gets none', async () => {
  const host = new Host(always(CACHEABLE));
  const caller = new AbortController();
  const asked = host.reply({ signal: caller.signal });
  host.cache.on('store', () => caller.abort('enough'));

  await expect(asked.then(read)).rejects.toBe('enough');
});

test('a partition of one’s own is the whole of an identity', async () => {
  const host = new Host(always(CACHEABLE), {
    partition: ({ headers }) => headers.find(([name]) => name === 'x-team')?.[1] ?? '',
  });
  const as = (team: string, token: string): ReturnType<Host['ask']> =>
    host.ask({ headers: { 'x-team': team, authorization: token } });

  await as('blue', 'one');
  expect((await as('blue', 'two')).body).toBe('answer 1');
  expect((await as('red', 'one')).body).toBe('answer 2');
});

test('a range comes from what is stored', async () => {
  const host = new Host(always({ ...CACHEABLE }));
  const ask = (range: string): ReturnType<Host['ask']> => host.ask({ headers: { range } });
  await host.ask();

  expect(await ask('bytes=0-2')).toMatchObject({ status: 206, body: 'ans' });
  expect(await ask('bytes=90-')).toMatchObject({ status: 416, body: '' });
});

describe('a write', () => {
  test('goes by itself, and what was stored or on its way is not used again', async () => {
    const host = new Host(always(CACHEABLE));
    await host.ask();

    expect(await host.ask({ method: 'PUT' })).toMatchObject({
      kind: 'native',
      cacheStatus: 'sameflight; fwd=method',
    });

    expect((await host.ask()).body).toBe('answer 3');
  });

  test('that was redirected voids what it was led to', async () => {
    const finalUrl = 'https://origin.example/b';
    const host = new Host(({ method }) => ({
      headers: CACHEABLE,
      ...(method === 'PUT' ? { finalUrl, wasRedirected: true } : {}),
    }));
    await host.ask({ url: finalUrl });

    await host.ask({ method: 'PUT' });

    expect((await host.ask({ url: finalUrl })).cacheStatus).not.toContain('hit');
  });

  test.each([
    ['refused', () => ({ status: 403, finalUrl: URL_A }), true],
    [
      'lost on its way',
      () => {
        throw new Error('down');
      },
      false,
    ],
  ])('that was %s leaves what is stored: %s', async (_name, answer, stays) => {
    const host = new Host(({ method }) => (method === 'PUT' ? answer() : { headers: CACHEABLE }));
    await host.ask();

    await host.ask({ method: 'PUT' }).catch(() => {});

    expect((await host.ask()).cacheStatus.includes('hit')).toBe(stays);
  });

  test('by POST that answers later GETs is stored for them, unless it may not be', async () => {
    const host = new Host(({ number }) => ({
      headers: { ...CACHEABLE, 'content-location': URL_A },
      body: `made ${number}`,
    }));
    await host.ask({ method: 'POST', mode: 'no-store' });
    await host.ask({ method: 'POST', terms: false });
    await expect(host.ask({ mode: 'only-if-cached' })).rejects.toThrow(TypeError);

    expect((await host.ask({ method: 'POST' })).body).toBe('made 3');

    expect((await host.ask()).body).toBe('made 3');
  });
});

describe('variants', () => {
  test('are no more than are wanted', async () => {
    const host = new Host(always({ ...CACHEABLE, vary: 'x-v' }), { maxVariants: 2 });

    for (const variant of ['one', 'two', 'three']) await host.ask({ headers: { 'x-v': variant } });

    expect([...host.cache.keys()]).toHaveLength(3);
  });

  test('of what is on its way are known before it is here', async () => {
    const sources = new Map([
      ['one', new Source()],
      ['two', new Source()],
    ]);
    const host = new Host((sent) => ({
      headers: { ...CACHEABLE, vary: 'x-v' },
      body: sources.get(field(sent, 'x-v') ?? '')?.stream ?? null,
    }));
    const reply = (variant: string): ReturnType<Host['reply']> =>
      host.reply({ headers: { 'x-v': variant } });

    const early = [await reply('one'), await reply('two')];
    const late = [await reply('two'), await reply('one')];
    for (const [name, source] of sources) {
      await source.push(name);
      await source.end();
    }

    const bodies = await Promise.all([...early, ...late].map(async (it) => (await read(it)).body));
    expect(bodies).toEqual(['one', 'two', 'two', 'one']);
    expect(host.sent).toHaveLength(2);
  });
});

describe('processes that share an L2', () => {
  function fleet(upstream: Upstream): { one: Host; other: Host; clock: Host['clock'] } {
    const one = new Host(upstream);
    const remote = new MemoryRemote({ clock: one.clock });
    const make = (): Host => new Host(upstream, {}, { clock: one.clock, remote: remote.tier() });
    return { one: make(), other: make(), clock: one.clock };
  }

  test('answer from what another has stored', async () => {
    const { one, other } = fleet(always(CACHEABLE));
    await one.ask();

    expect((await other.ask()).cacheStatus).toContain('hit');
    expect((await other.ask()).cacheStatus).toContain('hit');
    expect(other.sent).toHaveLength(0);
  });

  test('answer with it those who have credentials, too, and those who may not go upstream', async () => {
    const { one, other } = fleet(always(CACHEABLE));
    await one.ask();

    expect((await other.ask({ mode: 'only-if-cached' })).body).toBe('answer 1');
    expect((await other.ask({ headers: { authorization: 'mine' } })).body).toBe('answer 1');
  });

  test('look at what another has stored and is stale before they ask upstream', async () => {
    const { one, other, clock } = fleet(tagged('max-age=1, stale-while-revalidate=1'));
    await one.ask();
    clock.advance(1_500);
    expect((await other.ask()).cacheStatus).toMatch(/hit; ttl=-1$/);
    await turn();
    clock.advance(60_000);

    const { one: third } = { one };
    expect((await third.ask()).cacheStatus).toContain('fwd-status=304');
  });

  test('ask upstream whether it holds where they do not know that they have it', async () => {
    const { one, other, clock } = fleet(tagged('max-age=1'));
    await one.ask();
    clock.advance(1_000);
    for (const key of [...one.cache.keys()])
      if (one.cache.inspect<{ refs?: unknown }>(key)?.value.refs !== undefined)
        await one.cache.delete(key);

    expect((await other.ask()).body).toBe('answer 1');
    expect(field(other.sent[0], 'if-none-match')).toBe('"a"');
  });

  test('do without what in L2 is no shelf, or another’s', async () => {
    const { one, other } = fleet(always(CACHEABLE));
    await one.ask();
    for (const key of [...one.cache.keys()]) {
      const held = one.cache.peek<{ refs?: unknown }>(key);
      if (held?.refs !== undefined) await one.cache.set(key, { refs: [null] }, { ttl: 60_000 });
    }

    expect((await other.ask()).body).toBe('answer 1');
  });
});
