import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWithRedis, RedisServer } from '../../redis/test/support/redis-server.js';
import { read, texts, times } from './support/cached.js';
import { type Answer, always, held, origin } from './support/origin.js';
import { OtherProcess } from './support/other-process.js';
import { fetchOverRedis, type OverRedis } from './support/over-redis.js';

const CACHEABLE = { 'cache-control': 'max-age=60', etag: '"a"' };

describeWithRedis('two processes over one Redis', () => {
  let server: RedisServer;
  let other: OtherProcess;
  let mine: OverRedis;

  beforeAll(async () => {
    server = await RedisServer.start();
    [other, mine] = await Promise.all([
      OtherProcess.start(server.socket),
      fetchOverRedis(server.socket),
    ]);
  });
  afterAll(async () => {
    await mine?.cache.close();
    await other?.stop();
    await server.stop();
  });

  /** Asks here, and waits until what came lies in Redis. */
  async function store(url: string, init?: RequestInit): Promise<Buffer> {
    const body = Buffer.from(await (await mine.fetch(url, init)).arrayBuffer());
    await eventually(async () => expect(await contents()).toContain(new URL(url).host));
    return body;
  }

  /** All that Redis holds, keys and values. */
  async function contents(): Promise<string> {
    const keys = (await server.command('KEYS', '*')) as string[];
    const values = await Promise.all(
      keys.map((key) => server.command('GET', key).catch(() => server.command('HGETALL', key))),
    );
    return JSON.stringify([keys, values]);
  }

  test.each<[string, Buffer, Answer]>([
    ['of any bytes', randomBytes(200_000), (_request, response) => void response],
    ['without a byte', Buffer.alloc(0), (_request, response) => void response],
    [
      'that was coded on its way',
      gzipSync('plain'),
      (_request, response) => void response.setHeader('content-encoding', 'gzip'),
    ],
  ])('pass on a body %s, with its headers', async (_name, body, prepare) => {
    const { url, requests } = await origin(async (request, response, number) => {
      await prepare(request, response, number);
      response.writeHead(203, 'Hearsay', { ...CACHEABLE, 'x-a': 'ä, b' }).end(body);
    });

    const stored = await store(url);
    const told = await other.fetch(url);

    expect(Buffer.from(told.body, 'base64')).toEqual(stored);
    expect(told.status).toBe(203);
    expect(told.headers).toMatchObject({ ...CACHEABLE, 'x-a': 'ä, b' });
    expect(told.headers['cache-status']).toContain('hit');
    expect(requests).toHaveLength(1);
  });

  test('make one request for a cold URL', async () => {
    const { answer, release } = held(always(CACHEABLE));
    const { url, arrived, requests } = await origin(answer);

    const answers = Promise.all([
      Promise.all(times(10, () => mine.fetch(url))).then(texts),
      other.fetch(url),
    ]);
    await arrived(1);
    release();

    const [here, there] = await answers;
    expect(new Set(here)).toEqual(new Set(['answer 1']));
    expect(Buffer.from(there.body, 'base64').toString()).toBe('answer 1');
    expect(requests).toHaveLength(1);
  });

  test('agree on how old a response is', async () => {
    const { url, requests } = await origin(always({ ...CACHEABLE, age: '30' }));
    await store(url);

    const first = Number((await other.fetch(url)).headers.age);
    await eventually(async () => {
      expect(Number((await other.fetch(url)).headers.age)).toBeGreaterThan(first);
    });

    expect(first).toBeGreaterThanOrEqual(30);
    expect(first).toBeLessThan(45);
    expect(requests).toHaveLength(1);
  });

  test('ask whether what another has stored still holds, and use it then', async () => {
    const { url, requests } = await origin((request, response) => {
      const isSame = request.headers['if-none-match'] === '"a"';
      response.writeHead(isSame ? 304 : 200, {
        'cache-control': 'max-age=1',
        age: '9',
        etag: '"a"',
      });
      response.end(isSame ? undefined : 'body');
    });
    await store(url);

    const { status, body, headers } = await other.fetch(url);

    expect([status, Buffer.from(body, 'base64').toString()]).toEqual([200, 'body']);
    expect(headers['cache-status']).toContain('fwd-status=304');
    expect(requests.map((request) => request.headers['if-none-match'])).toEqual([undefined, '"a"']);
  });

  test('hear of each other’s writes', async () => {
    const { url } = await origin(always(CACHEABLE));
    await store(url);
    expect((await other.fetch(url)).headers['cache-status']).toContain('hit');

    await other.fetch(url, { method: 'PUT' });

    // Once the bus has delivered.
    await eventually(async () => expect(await read(mine.fetch(url))).toBe('answer 3'));
  });

  test('never write what may not be stored', async () => {
    const secrets = [
      { 'cache-control': 'max-age=60', 'set-cookie': 'session=minted' },
      { 'cache-control': 'no-store', 'x-secret': 'minted' },
      { 'cache-control': 'max-age=60, no-cache="set-cookie"', 'set-cookie': 'session=minted' },
    ];
    for (const headers of secrets) {
      const { url } = await origin(always(headers));
      await read(mine.fetch(url));
    }
    const { url } = await origin(always(CACHEABLE));
    await store(url);

    const written = await contents();
    expect(written).toContain('max-age=60');
    expect(written).not.toContain('minted');
  });

  test('write no credentials, and keep their owners apart', async () => {
    const { url } = await origin((request, response) => {
      response.writeHead(200, { ...CACHEABLE, vary: 'authorization' });
      response.end(request.headers.authorization === 'Bearer hunter2' ? 'mine' : 'theirs');
    });
    await store(url, { headers: { authorization: 'Bearer hunter2', cookie: 'sid=swordfish' } });

    const told = await other.fetch(url, { headers: { authorization: 'Bearer another' } });

    expect(Buffer.from(told.body, 'base64').toString()).toBe('theirs');
    const written = await contents();
    expect(written).toContain('authorization');
    expect(written).not.toContain('hunter2');
    expect(written).not.toContain('swordfish');
  });
});

/** Nothing here takes long, but a machine may be busy. */
function eventually(holds: () => Promise<void>): Promise<void> {
  return vi.waitFor(holds, { timeout: 20_000 });
}
