import { describe, expect, test } from 'vitest';
import { cached, cacheStatus, read } from './support/cached.js';
import { origin } from './support/origin.js';

type Mode = NonNullable<RequestInit['cache']>;
type Held = 'nothing' | 'fresh' | 'stale';

/** What the second request finds, and what becomes of it. */
interface Cell {
  /** What upstream is asked: nothing, for the whole, or whether the stored one still holds. */
  readonly upstream: 'not asked' | 'asked' | 'asked to confirm';
  readonly body: 'old' | 'new' | 'none';
  /** What a plain request gets afterwards without upstream being asked. */
  readonly kept: 'old' | 'new' | 'nothing fresh';
}

const nothing = { upstream: 'asked', body: 'new', kept: 'new' } as const;
const kept = { upstream: 'not asked', body: 'old', kept: 'old' } as const;
const failed = { upstream: 'not asked', body: 'none', kept: 'nothing fresh' } as const;
const confirmed = { upstream: 'asked to confirm', body: 'old', kept: 'old' } as const;
const fetched = { upstream: 'asked', body: 'new', kept: 'new' } as const;

const CELLS: Record<Mode, Record<Held, Cell>> = {
  default: { nothing, fresh: kept, stale: confirmed },
  'no-store': {
    nothing: { upstream: 'asked', body: 'new', kept: 'nothing fresh' },
    fresh: { upstream: 'asked', body: 'new', kept: 'old' },
    stale: { upstream: 'asked', body: 'new', kept: 'nothing fresh' },
  },
  reload: { nothing, fresh: fetched, stale: fetched },
  'no-cache': { nothing, fresh: confirmed, stale: confirmed },
  'force-cache': {
    nothing,
    fresh: kept,
    stale: { upstream: 'not asked', body: 'old', kept: 'nothing fresh' },
  },
  'only-if-cached': {
    nothing: failed,
    fresh: kept,
    stale: { upstream: 'not asked', body: 'old', kept: 'nothing fresh' },
  },
};

const cells = Object.entries(CELLS).flatMap(([mode, row]) =>
  Object.entries(row).map(([held, cell]) => [mode as Mode, held as Held, cell] as const),
);

describe('cache modes', () => {
  test.each(cells)('%s with %s stored', async (mode, held, { upstream, body, kept }) => {
    const { url, requests } = await origin((request, response, number) => {
      const isSame = request.headers['if-none-match'] === '"v"';
      response.writeHead(isSame ? 304 : 200, { 'cache-control': 'max-age=60', etag: '"v"' });
      response.end(isSame ? undefined : `body ${number}`);
    });
    const { fetch, clock } = cached();
    if (held !== 'nothing') expect(await read(fetch(url))).toBe('body 1');
    if (held === 'stale') clock.advance(60_000);
    const before = requests.length;

    const text = await read(fetch(url, { cache: mode })).catch((error) => error);

    const sent = requests.slice(before);
    expect(sent).toHaveLength(upstream === 'not asked' ? 0 : 1);
    const conditions = sent.map(({ headers }) => headers['if-none-match']);
    expect(conditions).toEqual(
      upstream === 'not asked' ? [] : [upstream === 'asked' ? undefined : '"v"'],
    );
    if (body === 'none') expect(text).toBeInstanceOf(TypeError);
    else expect(text).toBe(body === 'old' ? 'body 1' : `body ${requests.length}`);

    const afterwards = await fetch(url);
    expect(cacheStatus(afterwards).includes('hit')).toBe(kept !== 'nothing fresh');
    if (kept === 'old') expect(await afterwards.text()).toBe('body 1');
    if (kept === 'new') expect(await afterwards.text()).toBe(text);
  });

  test('no-cache leaves alone what is fresh and immutable', async () => {
    const { url, requests } = await origin((_request, response) => {
      response
        .writeHead(200, { 'cache-control': 'max-age=60, immutable', etag: '"v"' })
        .end('body');
    });
    const { fetch } = cached();
    await read(fetch(url));

    await read(fetch(url, { cache: 'no-cache' }));

    expect(requests).toHaveLength(1);
  });

  test('a request that is only-if-cached by its header gets a 504', async () => {
    const { url, requests } = await origin((_request, response) => void response.end());
    const { fetch } = cached();

    const response = await fetch(url, { headers: { 'cache-control': 'only-if-cached' } });

    expect([response.status, response.statusText]).toEqual([504, 'Gateway Timeout']);
    expect(requests).toHaveLength(0);
  });

  test('a conditional request tells no cache on the way to go to the origin', async () => {
    const { url, requests } = await origin((_request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=1', etag: '"v"' }).end('body');
    });
    const { fetch, clock } = cached();
    await read(fetch(url));
    clock.advance(1_000);

    await read(fetch(url));

    const { headers } = requests[1] ?? {};
    expect(headers).toMatchObject({ 'if-none-match': '"v"' });
    expect(headers).not.toHaveProperty('cache-control');
    expect(headers).not.toHaveProperty('pragma');
  });
});
